package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// findLimits finds between which similarities an anchor's negatives count: from the
// K-th largest on, and below the positive's and the margin. Similarities are compared
// in the tiles' own order of sums, for a product by another way may differ in the last
// digit.
func (p *tiles) findLimits() error {
	if p.keep.Drop {
		if p.byClass && p.offset == 0 && p.a.d.self {
			// In one view the most similar positive stands for the pair.
			for i := range p.a.similarities {
				p.a.similarities[i] = negInf
			}
		}
		if err := p.each(positivePass); err != nil {
			return err
		}
	}
	for _, s := range p.anchorSides() {
		p.side = s
		for i := range s.similarities {
			if p.keep.Drop {
				s.below[i] = float32(float64(s.similarities[i]) + p.keep.Margin)
			}
		}
		if p.keep.hard() {
			// Positives by class are taken out of tiles, and would have to be put back.
			p.stored = p.way == bySums && !p.byClass
			parallel.ForWorker(p.threads, s.blocks.Count(), p.tasks[limitTask])
			if err := p.ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// findPositives looks for the pairs' similarities in a tile that may have some.
func (p *tiles) findPositives(w *tileWorker, t *crossing) {
	switch {
	case t.m.extra:
	case !p.byClass:
		if t.has(p.offset) || t.m.one() && t.has(-p.offset) {
			p.similar(w, t, w.own)
		}
	case p.offset == 0 && t.m.one():
		p.similar(w, t, w.own)
		t.want(!t.diagonal, rowChannel, rowChannel+1)
		for t.next() {
			w.pairs.raise(t.m.a.similarities, w.pairs.of(t.at))
		}
	case t.has(p.offset) || t.m.one() && t.has(-p.offset):
		s := t.m.a.blocks.Tile(w.own, t.i, &t.m.b.blocks, t.j)
		t.takePositives(s, p.offset)
		if t.m.one() {
			t.takePositives(s, -p.offset)
		}
	}
}

// has tells whether rows of a have their positive so far on in the tile.
func (t *crossing) has(distance int) bool {
	return max(t.lo, t.from-distance) < min(t.hi, t.to-distance)
}

// raise raises the similarity to the most similar positive of the pairs' rows, or of
// their columns.
func (c *pairsOfClass) raise(most []float32, rows []int32) {
	for k, row := range rows {
		most[row] = max(most[row], c.s[k])
	}
}

// limitBlock finds from which similarity on the negatives of a block of anchors are
// among the hardest.
func (p *tiles) limitBlock(worker, block int) {
	if p.ctx.Err() != nil {
		return
	}
	w, s := &p.workers[worker], p.side
	lo, hi := s.blocks.Bounds(block)
	rows := p.wholeRows(w, s, block)
	for i := lo; i < hi; i++ {
		row := matrix.Row(rows, i-lo)
		kept := p.countOf(s, i)
		if p.keep.Drop {
			kept = within(row, s.below[i])
		}
		if k := p.keep.count(kept); k < kept {
			s.least[i] = kernels.KthLargest(row, k)
		}
	}
}

// wholeRows returns the similarities of a block of anchors to all of their negatives,
// -Inf where there is none.
func (p *tiles) wholeRows(w *tileWorker, s *side, block int) blas32.General {
	others := p.b
	if s == p.b {
		others = p.a
	}
	lo, hi := s.blocks.Bounds(block)
	width := others.rows.Rows + s.d.extra.each
	w.panel = matrix.Grow(w.panel, (hi-lo)*width)
	rows := matrix.Of(w.panel, hi-lo, width)
	p.fillRows(w, p.meetingOf(s), block, rows)
	last := matrix.Columns(rows, others.rows.Rows, width)
	switch {
	case s.d.extra.owners == 1:
		p.fillRows(w, &p.meetings[1], block, last)
	case s.d.extra.each > 0:
		for i := lo; i < hi; i++ {
			copy(matrix.Row(last, i-lo), p.own.row(i))
		}
	}
	return rows
}

// fillRows fills rows with the similarities of a block to all rows of the other side.
// Tiles that are kept stay for the passes to come.
func (p *tiles) fillRows(w *tileWorker, m *meeting, block int, rows blas32.General) {
	for j := range m.b.blocks.Count() {
		t := crossing{m: m, i: block, j: j, diagonal: m.one() && block == j, again: true, data: w.own}
		t.lo, t.hi = m.a.blocks.Bounds(block)
		t.from, t.to = m.b.blocks.Bounds(j)
		if n := m.number(block, j); m == &p.meetings[0] && n < p.kept && p.stored && (!m.one() || block <= j) {
			t.data, t.again = p.tiles[n*len(w.own):][:len(w.own)], false
		}
		s := p.similar(w, &t, t.data)
		for r := range s.Rows {
			copy(matrix.Row(rows, r)[t.from:t.to], matrix.Row(s, r))
		}
	}
}

// split returns the tile s twice: with what is within the limits of the rows, and with
// what is within those of the columns if those are anchors. It adds to the numbers
// that are kept where those are not nil.
func (p *tiles) split(w *tileWorker, t *crossing, s blas32.General, rows, cols []float64) (byRow, byCol blas32.General) {
	a, b := t.m.a, t.m.b
	byRow, byCol = t.view(w.byRow), t.view(w.byCol)
	if !b.anchors() {
		tile.LimitRows(byRow, s, a.limits(t.lo, t.hi), rows)
		return byRow, byCol
	}
	tile.Limit(byRow, byCol, s, a.limits(t.lo, t.hi), b.limits(t.from, t.from+s.Cols), rows, cols)
	return byRow, byCol
}

// limits are those of the rows from lo up to hi.
func (s *side) limits(lo, hi int) tile.Limits {
	return tile.Limits{Least: s.least[lo:hi], Below: s.below[lo:hi]}
}

// sumLimited adds the exponentials of what is within the limits to the sums of each
// direction.
func (p *tiles) sumLimited(w *tileWorker, t *crossing, s blas32.General, rows, cols [2][]float64) {
	a, b := t.m.a, t.m.b
	rowKept, colKept := w.keptOf(t)
	if !p.two() {
		tile.ExpLimited(s, 1, p.scales[0], a.limits(t.lo, t.hi), b.limits(t.from, t.from+s.Cols), rows[0], cols[0], rowKept, colKept)
		return
	}
	byRow, byCol := p.split(w, t, s, rowKept, colKept)
	tile.ExpPair(byRow, 1, p.scales, rows, [2][]float64{})
	if t.back {
		tile.ExpPair(byCol, 1, p.scales, [2][]float64{}, cols)
	}
}

// weighLimited sets to to the weights of a tile within its limits.
func (p *tiles) weighLimited(w *tileWorker, t *crossing, to, s blas32.General) {
	a, b := t.m.a, t.m.b
	cols := [2][]float32{t.cols(b.weights[0], s)}
	if !p.two() {
		tile.WeightLimited(to, s, 1, p.scales[0], a.limits(t.lo, t.hi), b.limits(t.from, t.from+s.Cols), a.weights[0][t.lo:t.hi], cols[0])
		return
	}
	cols[1] = t.cols(b.weights[1], s)
	byRow, byCol := p.split(w, t, s, nil, nil)
	tile.WeightPair(to, byRow, 1, p.scales, a.weightsAt(t.lo, t.hi), [2][]float32{p.zeros[:s.Cols], p.zeros[:s.Cols]})
	if b.anchors() {
		tile.WeightPair(byCol, byCol, 1, p.scales, [2][]float32{p.zeros[:s.Rows], p.zeros[:s.Rows]}, cols)
		addTile(to, byCol)
	}
}

// addTile adds the tile x to the tile to.
func addTile(to, x blas32.General) {
	n := (to.Rows-1)*to.Stride + to.Cols
	kernels.Add(to.Data[:n], to.Data[:n], x.Data[:n])
}
