package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// side is one of the two sets of rows that meet in tiles.
type side struct {
	rows   blas32.General
	blocks tile.Blocks
	grads  tile.Sums
	sink   *sink
	losses []float64 // of its anchors; nil if its rows are candidates only

	// Per row; the float32 ones have zeros to the end of the last tile.
	similarities []float32 // to the positive
	maxima       []float32 // m
	sums         []float64 // R
	shares       []float64 // R/(R + e_ip), later relative to the largest
	weights      []float32 // shares/R
}

func (s *side) reset(threads int, rows blas32.General, edge int, sink *sink) {
	s.rows, s.sink = rows, sink
	s.blocks.Reset(threads, rows, edge, tile.AsRows|tile.AsColumns|tile.AsFactor)
	s.grads.Reset(&s.blocks)
	n, padded := rows.Rows, s.blocks.Count()*edge
	s.similarities = grow(s.similarities, n)
	s.sums, s.shares = grow(s.sums, n), grow(s.shares, n)
	s.maxima, s.weights = grow(s.maxima, padded), grow(s.weights, padded)
	clear(s.sums)
	clear(s.shares)
	clear(s.maxima[n:])
	clear(s.weights)
	for i := range n {
		s.maxima[i] = negInf
	}
}

// widen moves the gradient's sums to float64.
func (s *side) widen() {
	for i := range s.blocks.Count() {
		s.grads.Drain(i, s.sink.grad)
	}
	s.sink.widen()
}

// both returns the sides, of which there is one in batch.
func (p *tiles) both() []side {
	if p.one() {
		return p.sides[:1]
	}
	return p.sides[:2]
}

// solveAnchors computes losses and weights from the sums. The weights leave out
// the factor largest/(n τ), which finish multiplies with: what is left is neither
// too large nor too small for a float32.
func (p *tiles) solveAnchors() {
	p.largest = 0
	for i := range p.both() {
		p.side = &p.sides[i]
		if p.side.losses == nil {
			continue
		}
		parallel.ForWorker(p.threads, p.side.blocks.Count(), p.tasks[sharesTask])
		for _, share := range p.side.shares {
			p.largest = max(p.largest, share)
		}
	}
	for i := range p.both() {
		if s := &p.sides[i]; s.losses != nil {
			s.weigh(p.largest)
		}
	}
}

// weigh takes the shares relative to the largest of them.
func (s *side) weigh(largest float64) {
	for i, sum := range s.sums {
		if largest > 0 {
			s.shares[i] /= largest
		}
		s.weights[i] = float32(s.shares[i] / sum)
	}
}

// sharesOfBlock computes the losses of a block's anchors and their shares.
func (p *tiles) sharesOfBlock(_, block int) {
	s := p.side
	lo, hi := s.blocks.Bounds(block)
	for i := lo; i < hi; i++ {
		shift := 1.0
		if p.cold() {
			shift = float64(s.maxima[i])
		}
		x := float64((float64(s.similarities[i]) - shift) * float64(p.scale))
		s.losses[i], s.shares[i] = negativeShare(s.sums[i], x)
	}
}

// finish completes the gradients by the positives and by the common factor.
func (p *tiles) finish() {
	for i := range p.both() {
		p.side = &p.sides[i]
		parallel.ForWorker(p.threads, p.side.blocks.Count(), p.tasks[finishTask])
		p.side.sink.flush = false
	}
}

func (p *tiles) finishBlock(_, block int) {
	s, other := p.side, p.b
	if s == p.b {
		other = p.a
	}
	lo, hi := s.blocks.Bounds(block)
	s.grads.Drain(block, s.sink.grad)
	s.sink.totalRows(lo, hi)
	factor := float32(p.largest * p.weight / p.tau)
	for i := lo; i < hi; i++ {
		g, positive := row(s.sink.grad, i), (i+p.offset)%other.rows.Rows
		kernels.Axpy(float32(-(s.shares[i] + other.shares[positive])), row(other.rows, positive), g)
		kernels.Scale(factor, g, g)
	}
}
