package solve

import (
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// A crossing is where block i of a meeting's first side meets block j of the other.
type crossing struct {
	m        *meeting
	i, j     int
	lo, hi   int  // rows of a
	from, to int  // rows of b
	diagonal bool // its rows are its columns, so that each pair is in it twice
	back     bool // b's rows are anchors of a's, and these pairs are not in it twice

	again bool // positives are known already

	data []float32 // where it is kept, or the worker's own
	kept bool

	queues
}

// tileWorker is what a worker needs for a tile.
type tileWorker struct {
	own   []float32 // a tile, in the worker's caches: similarities, then weights
	spare []float32 // another: what would be kept, where it is not
	byRow []float32 // where directions have limits: what is within those of the rows,
	byCol []float32 // and of the columns

	pairs pairsOfClass
	row   []float32 // of embeddings, or maxima of a tile
	sigma []float64 // Σ_j σ(x_ij) of a tile's rows
	found [2]found  // of a tile's rows and of its columns
	sums  Sums      // of an anchor
	panel []float32 // whole rows of similarities, for a block of anchors
}

// resetWorkers makes room for each worker's tiles.
func (p *tiles) resetWorkers() {
	p.workers = matrix.Extend(p.workers, p.threads)
	size := p.a.blocks.TileSize()
	for i := range p.workers {
		w := &p.workers[i]
		w.own, w.spare = matrix.Grow(w.own, size), matrix.Grow(w.spare, size)
		if p.limited {
			w.byRow, w.byCol = matrix.Grow(w.byRow, size), matrix.Grow(w.byCol, size)
		}
		w.sigma = matrix.Grow(w.sigma, p.edge)
		for k := range w.found {
			w.found[k].reset(p.edge)
		}
		w.row = matrix.Grow(w.row, max(p.edge, p.a.rows.Cols))
	}
}

func (p *tiles) tileAt(w *tileWorker, v visit) crossing {
	m, i, j := p.at, v.i, v.j
	t := crossing{m: m, i: i, j: j, diagonal: m.one() && i == j, data: w.spare}
	t.lo, t.hi = m.a.blocks.Bounds(i)
	t.from, t.to = m.b.blocks.Bounds(j)
	t.back = m.b.anchors() && !t.diagonal
	if n := m.number(i, j); n < p.kept {
		size := len(w.spare)
		t.data, t.kept = p.tiles[n*size:][:size], true
	}
	t.ended = &p.ended
	t.of[ofRows] = queue{counts: m.turns.of(i), turn: v.turnA}
	t.of[ofCols] = queue{counts: m.turns.of(m.columns(j)), turn: v.turnB}
	return t
}

// view is the tile that data holds.
func (t *crossing) view(data []float32) blas32.General {
	return t.m.a.blocks.View(data, t.i, &t.m.b.blocks, t.j)
}

// cols is the stretch of a vector by b's rows that belongs to the tile, with what is
// to spare behind them.
func (t *crossing) cols(x []float32, s blas32.General) []float32 { return x[t.from:][:s.Cols] }

// similar sets data to the similarities of the tile's rows, -Inf where a row meets
// itself, its positive, or what is of its class where that is none of its negatives.
// Those to positives go where they are kept.
func (p *tiles) similar(w *tileWorker, t *crossing, data []float32) blas32.General {
	s := t.m.a.blocks.Tile(data, t.i, &t.m.b.blocks, t.j)
	if t.diagonal {
		for r := range s.Rows {
			matrix.Row(s, r)[r] = negInf
		}
	}
	w.pairs.at = w.pairs.at[:0]
	if t.m.extra {
		return s
	}
	if p.byClass {
		w.pairs.take(t, s)
		return s
	}
	t.takePositives(s, p.offset)
	if t.m.one() {
		t.takePositives(s, -p.offset)
	}
	if p.apart {
		w.pairs.take(t, s)
	}
	return s
}

// takePositives moves the similarities of a's rows to those of b that lie so far
// on out of the tile.
func (t *crossing) takePositives(s blas32.General, distance int) {
	a, b := t.m.a, t.m.b
	for i := max(t.lo, t.from-distance); i < min(t.hi, t.to-distance); i++ {
		positive, r := i+distance, matrix.Row(s, i-t.lo)
		if !t.again {
			a.similarities[i], b.similarities[positive] = r[positive-t.from], r[positive-t.from]
		}
		r[positive-t.from] = negInf
	}
}

// multiply adds the products of weights to the gradients.
func (t *crossing) multiply(w blas32.General) {
	a, b := t.m.a, t.m.b
	t.want(!t.diagonal, panelChannel, panelChannel+a.blocks.Panels())
	for t.next() {
		panel := t.channel() - panelChannel
		if t.at == ofRows {
			a.gradient.addTile(t.i, panel, blas.NoTrans, w, &b.blocks, t.j)
		} else {
			b.gradient.addTile(t.j, panel, blas.Trans, w, &a.blocks, t.i)
		}
	}
}
