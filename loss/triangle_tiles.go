package loss

import (
	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// meet takes the tiles of two groups. It goes through the columns of each row of
// tiles in the other direction than before, so that successive tiles share a
// block.
func (p *triangle) meet(worker, task int) {
	a, b := p.order.pair(p.round, task)
	blocks := p.blocks.Count()
	first, end := b*p.group, min((b+1)*p.group, blocks)
	for i := a * p.group; i < min((a+1)*p.group, blocks); i++ {
		for k := range end - first {
			j := first + k
			if (i-a*p.group)%2 == 1 {
				j = end - 1 - k
			}
			if i <= j {
				p.tile(worker, i, j)
			}
		}
	}
}

func (p *triangle) tile(worker, i, j int) {
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
func (p *triangle) buffers(worker, i, j int) (own, tile []float32, kept bool) {
	size := p.blocks.TileSize()
	own = p.spare[worker*size:][:size]
	if t := j*(j+1)/2 + i; t < p.kept {
		return own, p.tiles[t*size:][:size], true
	}
	return own, own, false
}

// similar returns the similarities of two blocks, those to the positive and to
// the anchor itself taken out.
func (p *triangle) similar(data []float32, i, j int) blas32.General {
	s := p.blocks.Tile(data, i, &p.blocks, j)
	lo, hi := p.blocks.Bounds(i)
	from, to := p.blocks.Bounds(j)
	if i == j {
		for r := range hi - lo {
			row(s, r)[r] = negInf
		}
	}
	for _, distance := range [...]int{p.problem.offset, -p.problem.offset} {
		for a := max(lo, from-distance); a < min(hi, to-distance); a++ {
			positive, r := a+distance, row(s, a-lo)
			p.similarities[a], p.similarities[positive] = r[positive-from], r[positive-from]
			r[positive-from] = negInf
		}
	}
	return s
}

// greatestOfTile raises the maxima of a tile's anchors.
func (p *triangle) greatestOfTile(worker, i, j int) {
	_, tile, _ := p.buffers(worker, i, j)
	s := p.similar(tile, i, j)
	lo, hi := p.blocks.Bounds(i)
	if i == j {
		kernels.GreatestOfTile(s, p.maxima[lo:hi], nil)
		return
	}
	from, to := p.blocks.Bounds(j)
	kernels.GreatestOfTile(s, p.maxima[lo:hi], p.maxima[from:to])
}

// sumTile adds the exponentials of a tile to the sums of its anchors.
func (p *triangle) sumTile(worker, i, j int) {
	own, tile, kept := p.buffers(worker, i, j)
	lo, hi := p.blocks.Bounds(i)
	from, to := p.blocks.Bounds(j)
	rows, cols := p.sums[lo:hi], p.sums[from:to]
	if i == j {
		cols = nil
	}
	if !p.cold() {
		kernels.ExpTile(p.blocks.View(tile, i, &p.blocks, j), p.similar(own, i, j), 1, p.scale, rows, cols)
		return
	}
	s := p.blocks.View(tile, i, &p.blocks, j)
	if !kept {
		s = p.similar(own, i, j)
	}
	kernels.ExpTile2(s, p.maxima[lo:hi], p.maxima[from:from+s.Cols], p.scale, rows, cols)
}

// weighTile turns a tile into weights and adds its products to the gradient.
func (p *triangle) weighTile(worker, i, j int) {
	w := p.weighted(worker, i, j)
	p.grads.Add(i, blas.NoTrans, w, &p.blocks, j)
	if i != j {
		p.grads.Add(j, blas.Trans, w, &p.blocks, i)
	}
}

func (p *triangle) weighted(worker, i, j int) blas32.General {
	own, tile, kept := p.buffers(worker, i, j)
	w, e := p.blocks.View(own, i, &p.blocks, j), p.blocks.View(tile, i, &p.blocks, j)
	if !kept {
		p.similar(own, i, j)
	}
	lo, hi := p.blocks.Bounds(i)
	from, _ := p.blocks.Bounds(j)
	to := from + w.Cols
	if p.cold() {
		kernels.WeightTile2(w, e, p.maxima[lo:hi], p.maxima[from:to], p.scale, p.weights[lo:hi], p.weights[from:to])
		return w
	}
	if !kept {
		kernels.ExpTile(e, e, 1, p.scale, p.unused[worker][:hi-lo], nil)
	}
	kernels.WeightTile(w, e, p.weights[lo:hi], p.weights[from:to])
	return w
}
