package loss

import (
	"context"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// panelRows is the most anchors a panel has: one block of Gemm's sums.
	panelRows = 256
	// minPanelRows keeps the products efficient against very many candidates.
	minPanelRows = 16
	// panelSize is the number of similarities a panel has at most, unless
	// minPanelRows asks for more.
	panelSize = 1 << 22
)

// panelCount is the number of panels that m anchors with n candidates are cut
// into, which is as evenly as possible. It depends on the shape alone.
func panelCount(m, n int) int {
	most := min(panelRows, max(minPanelRows, panelSize/n))
	return (m + most - 1) / most
}

// panels is the engine for any rule and any problem. It goes through the
// anchors a panel at a time and never holds more than a panel's similarities.
// Per panel, with A its anchors and C all candidates:
//
//	S = A·Cᵀ
//	per row: take out the anchor itself and the positive, select, weigh; S becomes W
//	dA = diag(f)·W·C    dC += Wᵀ·diag(f)·A
//
// where f_i is the factor of the anchor's weights.
type panels struct {
	rule    rule
	keep    int // negatives to select
	problem *problem
	threads int

	sims    []float32
	product []float32
	scaled  []float32
	wide    []float64

	// The panel that is being worked on.
	lo, hi  int
	weights blas32.General // similarities, then weights; one row per anchor
	factors [panelRows]float32

	weighRow func(worker, i int) // p.weighAnchor, kept so that no call allocates it
	owner    *panels             // whose method weighRow is: a copy of p makes its own
}

func (p *panels) solve(ctx context.Context, threads int, r rule, keep int, problem *problem) error {
	m, n, d := problem.anchors.Rows, problem.candidates.Rows, problem.anchors.Cols
	p.rule, p.keep, p.problem, p.threads = r, keep, problem, threads
	if p.owner != p {
		p.owner, p.weighRow = p, p.weighAnchor
	}
	count := panelCount(m, n)
	most := (m + count - 1) / count
	p.sims = grow(p.sims, most*n)
	p.product = grow(p.product, most*d)
	p.scaled = grow(p.scaled, most*d)
	for i := range count {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.lo, p.hi = i*m/count, (i+1)*m/count
		p.solvePanel()
	}
	return nil
}

func (p *panels) solvePanel() {
	a := rows(p.problem.anchors, p.lo, p.hi)
	p.weights = dense(p.sims, a.Rows, p.problem.candidates.Rows)
	kernels.Gemm(p.threads, blas.NoTrans, blas.Trans, 1, a, p.problem.candidates, 0, p.weights)
	parallel.ForWorker(p.threads, a.Rows, p.weighRow)
	p.addToAnchors()
	if p.problem.toPartners != nil {
		p.addToCandidates(a)
	}
}

// weighAnchor turns row i of the panel from similarities into weights.
func (p *panels) weighAnchor(_, i int) {
	anchor := p.lo + i
	sims := row(p.weights, i)
	positive := p.problem.positive(anchor)
	similarity := sims[positive]
	sims[positive] = negInf
	if p.problem.self {
		sims[anchor] = negInf
	}
	kept := p.rule.keep.apply(sims, p.keep)
	w := p.rule.weigh(p.rule, sims, kept, similarity)
	sims[positive] = float32(w.positive)
	p.factors[i] = float32(w.factor * p.problem.weight)
	p.problem.losses[anchor] = w.loss
}

// addToAnchors adds diag(f)·W·C to the gradient of the panel's anchors.
func (p *panels) addToAnchors() {
	product := p.weightedCandidates()
	for i := range product.Rows {
		kernels.Axpy(p.factors[i], row(product, i), row(p.problem.toAnchors.grad, p.lo+i))
	}
}

// weightedCandidates returns W·C.
func (p *panels) weightedCandidates() blas32.General {
	c := p.problem.candidates
	product := dense(p.product, p.weights.Rows, c.Cols)
	if c.Rows <= longSum {
		kernels.Gemm(p.threads, blas.NoTrans, blas.NoTrans, 1, p.weights, c, 0, product)
		return product
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
	return product
}

// addToCandidates adds Wᵀ·diag(f)·a to the gradient of the candidates.
func (p *panels) addToCandidates(a blas32.General) {
	scaled := dense(p.scaled, a.Rows, a.Cols)
	for i := range a.Rows {
		kernels.Scale(p.factors[i], row(scaled, i), row(a, i))
	}
	p.problem.toPartners.addProduct(p.threads, p.weights, scaled)
}
