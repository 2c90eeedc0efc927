package solve

import (
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
)

// weigh replaces an anchor's similarities by the derivatives of its loss, by what the
// rule can do.
func (p *rows) weigh(a *Anchor) Weighed {
	switch r := p.rule.(type) {
	case Summed:
		if len(a.Positives) > 1 {
			return p.weighSeveral(r, a)
		}
		return p.weighSums(r, a)
	case Logistic:
		return weighLogistic(r, a)
	case Nearest:
		return weighNearest(r, a)
	case Linear:
		return weighAlike(r, a)
	}
	return p.rule.(Whole).Weigh(a)
}

// weighSums takes the sums of a rule relative to the largest similarity among the
// negatives. However close the positive is the sums then are 1 or more, and what is
// left is done in float64: the positive is never part of a sum, and its derivative
// never a difference of its share and 1, which would cancel when a pair is aligned.
func (p *rows) weighSums(r Summed, a *Anchor) Weighed {
	e := r.Exponents(a.Tau)
	shift := p.shift(r, a)
	s := &a.sums
	*s = Sums{
		Tau: a.Tau, Kept: a.Kept, Own: a.Own, Positives: 1, Pool: p.pool,
		Shift: float64(shift) / e.Tau, X: (float64(a.Positives[0]) - float64(shift)) / e.Tau,
	}
	s.E, s.Below = portable.Exp(s.X), -s.X
	p.takeSums(a, e, shift, s)
	if p.pools() {
		a.Scratch = matrix.Grow(a.Scratch, max(len(a.Scratch), p.d.anchors.Cols))
		s.Distance = distance(a.Scratch, matrix.Row(p.d.anchors, a.Number), matrix.Row(p.d.candidates, int(a.Places[0])))
	}
	share := r.Share(s)
	w := Weighed{Loss: share.Loss, LogScale: share.LogScale}
	main := 0
	if e.Beta[1] != 0 {
		main = 1
	}
	if share.Shares[main] == 0 {
		clear(a.Row)
		a.Pulls[0] = -share.Pull
		w.Factor = 1 / e.Tau
		return w
	}
	// What the main sum's terms are multiplied by stays out of the row.
	w.Factor = share.Shares[main] / e.Tau / s.R[main]
	a.Pulls[0] = -float64(share.Pull / share.Shares[main] * s.R[main])
	if main == 1 {
		kernels.Axpy(float32(share.Shares[0]/s.R[0]/share.Shares[1]*s.R[1]), a.Scratch, a.Row)
	}
	return w
}

// sum finds the sum of an anchor of a Pooled rule. It waits for collectSums where the
// anchor's weighing will stand: as the factor, beside the number of negatives as the
// loss.
func (p *rows) sum(i int, a *Anchor) {
	e := p.rule.(Summed).Exponents(p.tau)
	p.lonely[i] = false
	p.found[i] = Weighed{Factor: kernels.ExpSum(a.Row, a.Row, 1, float32(1/e.Tau)), Loss: float64(a.Kept)}
}

// collectSums adds the sums of the panel's anchors to what all have together.
func (p *rows) collectSums() {
	for i := range p.hi - p.lo {
		if !p.lonely[i] {
			p.pool.R += p.found[i].Factor
			p.pool.Kept += p.found[i].Loss
			p.pool.Anchors++
		}
	}
}

// shift is what an anchor's exponents are relative to.
func (p *rows) shift(r Summed, a *Anchor) float32 {
	switch {
	case p.pools():
		return 1
	case a.Kept == 0:
		return slices.Max(a.Positives)
	case len(a.Positives) > 1:
		return max(kernels.Max(a.Row), slices.Max(a.Positives))
	}
	return kernels.Max(a.Row)
}

// takeSums replaces the similarities by the exponentials of the last sum; those of
// the first of two are in a.Scratch.
func (p *rows) takeSums(a *Anchor, e Exponents, shift float32, s *Sums) {
	if e.Beta[1] == 0 {
		s.R[0] = kernels.ExpSum(a.Row, a.Row, shift, float32(1/e.Tau))
		return
	}
	a.Scratch = matrix.Grow(a.Scratch, len(a.Row))
	s.R[0] = kernels.ExpSum(a.Scratch, a.Row, shift, float32(e.Beta[0]/e.Tau))
	s.R[1] = kernels.ExpSum(a.Row, a.Row, shift, float32(e.Beta[1]/e.Tau))
}

// weighSeveral is weighSums for n ≥ 2 positives of a Classed rule. The derivative by
// a positive's similarity is
//
//	(e_ip/(E+R) - 1/n) Pull/τ = ((n e_ip - E) - R)/(n (E+R)) Pull/τ
//
// where the last form keeps its digits when the positives win.
func (p *rows) weighSeveral(r Summed, a *Anchor) Weighed {
	e := r.Exponents(a.Tau)
	top, n := p.shift(r, a), float64(len(a.Positives))
	s := &a.sums
	*s = Sums{Tau: a.Tau, Kept: a.Kept, Own: a.Own, Positives: len(a.Positives), Shift: float64(top) / e.Tau}
	p.takeSums(a, e, top, s)
	for i, similarity := range a.Positives {
		x := (float64(similarity) - float64(top)) / e.Tau
		a.Pulls[i] = portable.Exp(x)
		s.E += a.Pulls[i]
		s.Below -= x
	}
	share := r.Share(s)
	for i, e := range a.Pulls {
		a.Pulls[i] = (float64(n*e) - s.E - s.R[0]) / n
	}
	return Weighed{Loss: share.Loss, LogScale: share.LogScale, Factor: share.Pull / (s.E + s.R[0]) / e.Tau}
}

// weighLogistic is the weighting of a Logistic rule: with x = s/τ + b and σ(x) =
// 1/(1+exp(-x)), ∂L_i/∂s_ij = σ(x_ij)/τ and ∂L_i/∂s_ip = -σ(-x_ip)/τ.
func weighLogistic(r Logistic, a *Anchor) Weighed {
	bias := r.Bias()
	a.Scratch = matrix.Grow(a.Scratch, len(a.Row))
	// exp(-|x|), which overflows for no x; log(1 + exp(x)) is that of -x plus x.
	for j, s := range a.Row {
		a.Row[j] = float32(float64(s)/a.Tau + bias)
		a.Scratch[j] = -max(a.Row[j], -a.Row[j])
	}
	kernels.Exp(a.Scratch, a.Scratch)
	w := Weighed{Factor: 1 / a.Tau}
	var logs logProduct
	for j, e := range a.Scratch {
		logs.add(float64(e))
		p := float64(e) / (1 + float64(e))
		if x := a.Row[j]; x > 0 {
			w.Loss += float64(x)
			p = 1 / (1 + float64(e))
		}
		a.Row[j] = float32(p)
		w.Bias += p
	}
	loss, share := NegativeShare(1, float64(a.Positives[0])/a.Tau+bias)
	a.Pulls[0] = -share
	w.Bias -= share
	w.Loss += logs.total() + loss
	return w
}

// logProduct is Σ log(1 + e) for e in [0, 1], as the logarithm of products:
// product is Π (1 + e) - 1, which keeps the digits of tiny e.
type logProduct struct {
	product, sum float64
}

// add takes in a factor 1 + e, which may be a product itself.
func (l *logProduct) add(e float64) {
	l.product += e + float64(l.product*e)
	if l.product > 1e200 {
		l.sum, l.product = l.total(), 0
	}
}

func (l *logProduct) total() float64 { return l.sum + portable.Log1p(l.product) }

// weighNearest is the weighting of the hardest negative alone.
func weighNearest(r Nearest, a *Anchor) Weighed {
	hardest := kernels.Max(a.Row)
	ties := 0.0
	for j, s := range a.Row {
		a.Row[j] = 0
		if s == hardest {
			a.Row[j] = 1
			ties++
		}
	}
	a.Pulls[0] = -ties
	loss := r.Hinge() + (float64(hardest) - float64(a.Positives[0]))
	if loss <= 0 {
		return Weighed{}
	}
	return Weighed{Loss: loss, Factor: 1 / ties}
}

// weighAlike is the weighting of a Linear rule: every kept negative has the same.
func weighAlike(r Linear, a *Anchor) Weighed {
	lambda := r.Weight(a.Kept)
	var sum float64
	for j, s := range a.Row {
		if s == negInf {
			a.Row[j] = 0
			continue
		}
		sum += float64(s)
		a.Row[j] = float32(lambda)
	}
	a.Pulls[0] = -1
	return Weighed{Loss: float64(lambda*sum) - float64(a.Positives[0]), Factor: 1}
}

// NegativeShare returns log((R+e)/e) and R/(R+e) for R = sum and e = exp(x), without
// overflow or cancellation for any x. R is positive or 0.
func NegativeShare(sum, x float64) (loss, share float64) {
	if ratio := float64(sum * portable.Exp(-x)); ratio < 1 {
		return portable.Log1p(ratio), ratio / (1 + ratio)
	}
	total := sum + portable.Exp(x)
	return portable.Log(total) - x, sum / total
}
