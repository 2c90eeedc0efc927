package loss

import (
	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// addToAnchors adds diag(f)·W·C to the gradient of the panel's anchors.
func (p *panels) addToAnchors() {
	product := p.weightedCandidates()
	for i := range product.Rows {
		kernels.Axpy(float32(p.found[i].factor), row(product, i), row(p.problem.toAnchors.grad, p.lo+i))
	}
}

// weightedCandidates returns W·C.
func (p *panels) weightedCandidates() blas32.General {
	product := dense(p.product, p.hi-p.lo, p.problem.candidates.Cols)
	if p.sparse {
		p.gather(product)
		for i := range product.Rows {
			p.hard[i].addPositives(row(product, i), p.problem.candidates)
		}
		return product
	}
	p.multiply(product)
	return product
}

// multiply sets product to W·C, in which long sums are cut.
func (p *panels) multiply(product blas32.General) {
	c := p.problem.candidates
	if c.Rows <= longSum {
		kernels.Gemm(p.threads, blas.NoTrans, blas.NoTrans, 1, columns(p.weights, 0, c.Rows), c, 0, product)
		return
	}
	p.wide = grow(p.wide, len(product.Data))
	clear(p.wide)
	for lo := 0; lo < c.Rows; lo += longSum {
		hi := min(lo+longSum, c.Rows)
		kernels.Gemm(p.threads, blas.NoTrans, blas.NoTrans, 1, columns(p.weights, lo, hi), rows(c, lo, hi), 0, product)
		for i, v := range product.Data {
			p.wide[i] += float64(v)
		}
	}
	for i, v := range p.wide {
		product.Data[i] = float32(v)
	}
}

// addToCandidates adds Wᵀ·diag(f)·A to the gradient of the candidates.
func (p *panels) addToCandidates(a blas32.General) {
	scaled := dense(p.scaled, a.Rows, a.Cols)
	for i := range a.Rows {
		kernels.Scale(float32(p.found[i].factor), row(scaled, i), row(a, i))
	}
	p.problem.toPartners.addProduct(p.threads, columns(p.weights, 0, p.problem.candidates.Rows), scaled)
}
