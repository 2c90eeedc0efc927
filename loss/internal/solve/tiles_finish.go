package solve

import (
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
)

// solveAnchors computes losses and weights from the sums. The weights leave out the
// factor largest/(n τ), which finish multiplies with: what is left is neither too
// large nor too small for a float32.
func (p *tiles) solveAnchors() {
	if _, pools := p.rule.(Pooled); pools {
		p.sumUp()
	}
	p.largest = 0
	for _, s := range p.anchorSides() {
		p.side, p.peaks = s, matrix.Grow(p.peaks, s.blocks.Count())
		parallel.ForWorker(p.threads, s.blocks.Count(), p.tasks[shareTask])
		for _, peak := range p.peaks {
			p.largest = max(p.largest, peak)
		}
	}
	if p.way == byPairs {
		p.largest = 1
		if p.twice() {
			p.largest = 2
		}
	}
	if p.largest == 0 {
		return
	}
	for _, s := range p.anchorSides() {
		p.side = s
		parallel.ForWorker(p.threads, s.blocks.Count(), p.tasks[weighTask])
	}
}

// sumUp finds what all anchors have together.
func (p *tiles) sumUp() {
	p.pooled = Pool{}
	for _, s := range p.anchorSides() {
		for i, sum := range s.sums[0] {
			if sum > 0 {
				p.pooled.R += sum
				p.pooled.Kept += float64(p.negativesOf(s, i))
				p.pooled.Anchors++
			}
		}
	}
}

// weighBlock takes shares and pulls relative to the largest of them.
func (p *tiles) weighBlock(_, block int) {
	s := p.side
	lo, hi := s.blocks.Bounds(block)
	for i := lo; i < hi; i++ {
		s.pulls[i] /= p.largest
		for k := range s.sums {
			if s.shares[k] == nil {
				continue
			}
			s.shares[k][i] /= p.largest
			if share := s.shares[k][i]; share != 0 {
				s.weights[k][i] = float32(share / p.divisor(s, k, i))
			}
		}
		if p.byClass {
			if n := float64(p.positives(s, i)); n > 1 {
				s.several.pulls[i] = s.pulls[i] / (n * (s.several.e[i] + s.sums[0][i]))
			}
		}
	}
}

// divisor is what an anchor's share is divided among.
func (p *tiles) divisor(s *side, k, i int) float64 {
	if p.way == byNearest {
		return s.ties[i]
	}
	return s.sums[k][i]
}

// shareBlock computes the losses of a block's anchors and their shares.
func (p *tiles) shareBlock(worker, block int) {
	s := p.side
	lo, hi := s.blocks.Bounds(block)
	for i := lo; i < hi; i++ {
		if p.skips(s, i) {
			s.d.losses[i] = math.NaN()
			continue
		}
		var share Share
		switch r := p.rule.(type) {
		case Summed:
			share = r.Share(p.sumsOf(&p.workers[worker], s, i))
		case Logistic:
			share = p.pairsOf(s, i)
		case Nearest:
			share = p.nearestOf(r, s, i)
		}
		s.d.losses[i], s.pulls[i], s.logScales[i] = share.Loss, share.Pull, share.LogScale
		s.shares[0][i] = share.Shares[0]
		if p.two() {
			s.shares[1][i] = share.Shares[1]
		}
	}
	p.peaks[block] = s.peak(lo, hi)
}

// peak is the largest of the shares and pulls of rows.
func (s *side) peak(lo, hi int) (peak float64) {
	for i := lo; i < hi; i++ {
		peak = max(peak, math.Abs(s.pulls[i]))
		for _, shares := range s.shares {
			if shares != nil {
				peak = max(peak, math.Abs(shares[i]))
			}
		}
	}
	return peak
}

// skips tells whether an anchor has no loss: it has no negative and its loss needs one,
// or no positive.
func (p *tiles) skips(s *side, i int) bool {
	switch {
	case p.way == byPairs:
		return false
	case p.way == byNearest:
		return s.maxima[i] == negInf
	case p.byClass:
		return p.positives(s, i) == 0
	}
	return s.sums[0][i] == 0
}

// sumsOf are the sums of an anchor.
func (p *tiles) sumsOf(w *tileWorker, s *side, i int) *Sums {
	shift := float64(p.shiftOf(s, i))
	scale := float64(float32(1 / p.e.Tau))
	x := &w.sums
	*x = Sums{
		Tau: p.tau, Kept: p.negativesOf(s, i), Own: p.weightOf(i), Positives: 1, Pool: p.pooled,
		Shift: float64(shift * scale), X: float64((float64(s.similarities[i]) - shift) * scale),
	}
	x.R[0] = s.sums[0][i]
	if p.two() {
		x.R[1] = s.sums[1][i]
	}
	if p.byClass {
		x.Positives, x.E, x.Below = p.positives(s, i), s.several.e[i], s.several.below[i]
		x.X = -x.Below
	}
	if p.pools() {
		x.Distance = distance(w.row, matrix.Row(s.rows, i), p.positiveOf(s, i))
	}
	return x
}

// negativesOf is the number of an anchor's negatives that are kept.
func (p *tiles) negativesOf(s *side, i int) int {
	if p.limited {
		return int(s.kept[i])
	}
	return p.countOf(s, i)
}

// countOf is the number of an anchor's negatives before any is dropped by its
// similarity.
func (p *tiles) countOf(s *side, i int) int {
	switch {
	case p.byClass || p.apart:
		return s.d.candidates.Rows - p.classes.size(i, s.d.candidates.Rows) + s.d.extra.each
	}
	return s.d.negatives()
}

// positiveOf is the row of an anchor's positive.
func (p *tiles) positiveOf(s *side, i int) []float32 {
	return matrix.Row(p.other(s).rows, (i+p.offset)%p.other(s).rows.Rows)
}

// other is the side that a side meets.
func (p *tiles) other(s *side) *side {
	if s == p.b {
		return p.a
	}
	return p.b
}

// factor is what the weights have left out.
func (p *tiles) factor() float32 { return float32(p.largest * p.a.d.weight / p.e.Tau) }

// finish completes the gradients by the positives and by the common factor.
func (p *tiles) finish(directions []direction) {
	for _, s := range p.allSides() {
		p.side = s
		parallel.ForWorker(p.threads, s.blocks.Count(), p.tasks[finishTask])
		s.gradient.settled()
	}
	if p.own.each > 0 {
		parallel.ForWorker(p.threads, p.own.owners, p.tasks[extraTask])
	}
	for _, s := range p.anchorSides() {
		s.d.takeScalars(s)
	}
}

// takeScalars sums up what is left by a side's anchors, in order.
func (d *direction) takeScalars(s *side) {
	for i, loss := range d.losses {
		if loss != loss {
			d.skipped++
		}
		d.logScale += s.logScales[i]
	}
	for _, bias := range s.biases {
		d.bias += bias
	}
}

func (p *tiles) finishBlock(worker, block int) {
	s := p.side
	s.gradient.settle(&s.blocks, block)
	lo, hi := s.blocks.Bounds(block)
	for i := lo; i < hi; i++ {
		grad := s.gradient.row(i)
		if s != p.extraSide() && !p.byClass {
			p.addPositive(&p.workers[worker], s, i, grad)
		}
		if s == p.a {
			p.own.addTo(i, grad)
		}
		kernels.Scale(p.factor(), grad, grad)
	}
}

// addPositive adds what a row and its positive pull at each other.
func (p *tiles) addPositive(w *tileWorker, s *side, i int, grad []float32) {
	other := p.other(s)
	positive := (i + p.offset) % other.rows.Rows
	pull := float32(s.pulls[i] + other.pulls[positive])
	if !p.pools() {
		kernels.Axpy(-pull, matrix.Row(other.rows, positive), grad)
		return
	}
	gap := w.row[:len(grad)]
	difference(gap, matrix.Row(s.rows, i), matrix.Row(other.rows, positive))
	kernels.Axpy(pull, gap, grad)
}
