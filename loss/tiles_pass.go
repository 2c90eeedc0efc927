package loss

import (
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// tilesOf takes the tiles of a pairing. It goes through the columns of each row of
// tiles in the other direction than before, so that successive tiles share a
// block.
func (p *tiles) tilesOf(worker int, m *pairing) {
	lo, hi := p.blocksOf(p.a, int(m.a))
	from, to := p.blocksOf(p.b, int(m.b))
	for i := lo; i < hi; i++ {
		for k := range to - from {
			j := from + k
			if (i-lo)%2 == 1 {
				j = to - 1 - k
			}
			if !p.one() || i <= j {
				p.tile(worker, i, j)
			}
		}
	}
}

// blocksOf are the blocks of a side's group.
func (p *tiles) blocksOf(s *side, group int) (lo, hi int) {
	return group * p.group, min((group+1)*p.group, s.blocks.Count())
}

func (p *tiles) tile(worker, i, j int) {
	switch p.pass {
	case greatestPass:
		p.greatestOfTile(worker, i, j)
	case sumPass:
		p.sumTile(worker, i, j)
	case weightPass:
		p.weighTile(worker, i, j)
	}
}

// buffers are the worker's own tile, in its caches, and where a tile is kept:
// the worker's own again if it is not.
func (p *tiles) buffers(worker, i, j int) (own, data []float32, kept bool) {
	size := p.a.blocks.TileSize()
	own = p.spare[worker*size:][:size]
	if t := p.number(i, j); t < p.kept {
		return own, p.tiles[t*size:][:size], true
	}
	return own, own, false
}

// view is the tile that data holds.
func (p *tiles) view(data []float32, i, j int) blas32.General {
	return p.a.blocks.View(data, i, &p.b.blocks, j)
}

// similar returns the similarities of two blocks, those to the positive and to
// the anchor itself taken out.
func (p *tiles) similar(data []float32, i, j int) blas32.General {
	s := p.a.blocks.Tile(data, i, &p.b.blocks, j)
	if !p.one() {
		p.takePositives(s, i, j, 0)
		return s
	}
	if i == j {
		for r := range s.Rows {
			row(s, r)[r] = negInf
		}
	}
	p.takePositives(s, i, j, p.offset)
	p.takePositives(s, i, j, -p.offset)
	return s
}

// takePositives moves the similarities of a's rows to those of b that lie so far
// on out of the tile.
func (p *tiles) takePositives(s blas32.General, i, j, distance int) {
	lo, hi := p.a.blocks.Bounds(i)
	from, to := p.b.blocks.Bounds(j)
	for a := max(lo, from-distance); a < min(hi, to-distance); a++ {
		positive, r := a+distance, row(s, a-lo)
		p.a.similarities[a], p.b.similarities[positive] = r[positive-from], r[positive-from]
		r[positive-from] = negInf
	}
}

// greatestOfTile raises the maxima of a tile's anchors.
func (p *tiles) greatestOfTile(worker, i, j int) {
	_, data, _ := p.buffers(worker, i, j)
	s := p.similar(data, i, j)
	lo, hi := p.a.blocks.Bounds(i)
	from, to := p.b.blocks.Bounds(j)
	cols := p.b.maxima[from:to]
	if p.onDiagonal(i, j) {
		cols = nil
	}
	tile.Max(s, p.a.maxima[lo:hi], cols)
}

// onDiagonal tells whether a tile's rows are its columns, so that each pair is in
// it twice.
func (p *tiles) onDiagonal(i, j int) bool { return p.one() && i == j }

// sumTile adds the exponentials of a tile to the sums of its anchors.
func (p *tiles) sumTile(worker, i, j int) {
	own, data, kept := p.buffers(worker, i, j)
	lo, hi := p.a.blocks.Bounds(i)
	from, to := p.b.blocks.Bounds(j)
	rows, cols := p.a.sums[lo:hi], p.b.sums[from:to]
	if p.onDiagonal(i, j) || p.b.losses == nil {
		cols = nil
	}
	if !p.cold() {
		tile.Exp(p.view(data, i, j), p.similar(own, i, j), 1, p.scale, rows, cols)
		return
	}
	s := p.view(data, i, j)
	if !kept {
		s = p.similar(own, i, j)
	}
	tile.ExpShifted(s, p.a.maxima[lo:hi], p.b.maxima[from:from+s.Cols], p.scale, rows, cols)
}

// weighTile turns a tile into weights and adds its products to the gradients.
func (p *tiles) weighTile(worker, i, j int) {
	w := p.weighted(worker, i, j)
	p.a.grads.Add(i, blas.NoTrans, w, &p.b.blocks, j)
	if !p.onDiagonal(i, j) {
		p.b.grads.Add(j, blas.Trans, w, &p.a.blocks, i)
	}
}

func (p *tiles) weighted(worker, i, j int) blas32.General {
	own, data, kept := p.buffers(worker, i, j)
	w, e := p.view(own, i, j), p.view(data, i, j)
	if !kept {
		p.similar(own, i, j)
	}
	lo, hi := p.a.blocks.Bounds(i)
	from, _ := p.b.blocks.Bounds(j)
	to := from + w.Cols
	rows, cols := p.a.weights[lo:hi], p.b.weights[from:to]
	if p.cold() {
		tile.WeightShifted(w, e, p.a.maxima[lo:hi], p.b.maxima[from:to], p.scale, rows, cols)
		return w
	}
	if !kept {
		tile.Exp(e, e, 1, p.scale, nil, nil)
	}
	tile.Weight(w, e, rows, cols)
	return w
}
