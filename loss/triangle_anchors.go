package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
)

// solveAnchors computes losses and weights from the sums. The weights leave out
// the factor largest/(n τ), which finish multiplies with: what is left is neither
// too large nor too small for a float32.
func (p *triangle) solveAnchors() {
	parallel.ForWorker(p.threads, p.blocks.Count(), p.tasks[sharesTask])
	p.largest = 0
	for _, share := range p.shares {
		p.largest = max(p.largest, share)
	}
	for i, sum := range p.sums {
		if p.largest > 0 {
			p.shares[i] /= p.largest
		}
		p.weights[i] = float32(p.shares[i] / sum)
	}
}

// sharesOfBlock computes the losses of a block's anchors and their shares.
func (p *triangle) sharesOfBlock(_, block int) {
	lo, hi := p.blocks.Bounds(block)
	for i := lo; i < hi; i++ {
		shift := 1.0
		if p.cold() {
			shift = float64(p.maxima[i])
		}
		x := float64((float64(p.similarities[i]) - shift) * float64(p.scale))
		p.problem.losses[i], p.shares[i] = negativeShare(p.sums[i], x)
	}
}

// finish completes the gradient by the positives and by the common factor.
func (p *triangle) finish() {
	parallel.ForWorker(p.threads, p.blocks.Count(), p.tasks[finishTask])
	p.problem.toAnchors.flush = false
}

func (p *triangle) finishBlock(_, block int) {
	s := p.problem.toAnchors
	lo, hi := p.blocks.Bounds(block)
	p.grads.Drain(block, s.grad)
	s.totalRows(lo, hi)
	factor := float32(p.largest * p.problem.weight / p.tau)
	for i := lo; i < hi; i++ {
		g, positive := row(s.grad, i), p.problem.positive(i)
		kernels.Axpy(float32(-(p.shares[i] + p.shares[positive])), row(p.problem.anchors, positive), g)
		kernels.Scale(factor, g, g)
	}
}
