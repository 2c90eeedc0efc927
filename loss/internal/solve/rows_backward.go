package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// addToAnchors adds diag(f)·W·C to the gradient of the panel's anchors.
func (p *rows) addToAnchors() {
	product := p.weightedCandidates()
	for i := range product.Rows {
		kernels.Axpy(float32(p.found[i].Factor), matrix.Row(product, i), p.d.toAnchors.row(p.d.first+p.lo+i))
	}
}

// weightedCandidates returns W·C.
func (p *rows) weightedCandidates() blas32.General {
	c := p.d.candidates
	p.product.reset(p.hi-p.lo, c.Cols, longSum)
	if p.route.sparse {
		product := p.product.total()
		p.gather(product)
		for i := range product.Rows {
			p.hard[i].addPositives(matrix.Row(product, i), c)
		}
		return product
	}
	for lo := 0; lo < c.Rows; lo += longSum {
		hi := min(lo+longSum, c.Rows)
		p.product.addProduct(p.threads, 0, blas.NoTrans, matrix.Columns(p.weights, lo, hi), matrix.Rows(c, lo, hi))
	}
	return p.product.total()
}

// addToCandidates adds Wᵀ·diag(f)·A to the gradient of the candidates.
func (p *rows) addToCandidates(a blas32.General) {
	p.scaled = matrix.Resize(p.scaled, a.Rows, a.Cols)
	for i := range a.Rows {
		kernels.Scale(float32(p.found[i].Factor), matrix.Row(p.scaled, i), matrix.Row(a, i))
	}
	p.d.toPartners.addProduct(p.threads, 0, blas.Trans, matrix.Columns(p.weights, 0, p.d.candidates.Rows), p.scaled)
}

// addGaps adds what anchors and their positives pull at each other by where that goes by
// the differences of their rows.
func (p *rows) addGaps(a blas32.General) {
	gap := &p.workers[0].Scratch
	*gap = matrix.Grow(*gap, a.Cols)
	for i := range a.Rows {
		place, x := p.d.positive(p.lo+i), (*gap)[:a.Cols]
		difference(x, matrix.Row(a, i), matrix.Row(p.d.candidates, place))
		kernels.Axpy(p.gaps[i], x, p.d.toAnchors.row(p.d.first+p.lo+i))
		if p.d.toPartners != nil {
			kernels.Axpy(-p.gaps[i], x, p.d.toPartners.row(place))
		}
	}
}
