package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// A weighting replaces an anchor's similarities to its negatives by their
// weights. On entry row[j] is s_ij for the kept negatives and -Inf elsewhere,
// positive is s_ip. On return row[j] is proportional to ∂L_i/∂s_ij, and +0
// where it was -Inf.
type weighting func(r rule, row []float32, kept int, positive float32) weighed

// weighed is what a weighting finds out about an anchor:
// ∂L_i/∂s_ij = factor·row[j] and ∂L_i/∂s_ip = factor·positive.
// The common factor stays out of the row, so that no pass over it is spent on
// scaling and tiny gradients do not fill it with subnormal numbers.
type weighed struct {
	loss     float64
	positive float64
	factor   float64
}

// softmax is the contrastive weighting at temperature tau, the positive in the
// denominator (Wang & Liu 2021, eqs. (1) to (5)). With m the largest similarity
// among the negatives, R = Σ_j exp((s_ij-m)/τ) over them and e = exp((s_ip-m)/τ),
//
//	L_i = log((R+e)/e)
//	∂L_i/∂s_ij = (R/(R+e)/τ) r_ij     r_ij = exp((s_ij-m)/τ)/R
//	∂L_i/∂s_ip = -(R/(R+e)/τ)
//
// The positive is never part of R, and its derivative is never formed as
// (P_ip - 1)/τ: both would cancel when a pair is aligned. Shifting by the
// negatives' own maximum keeps R at 1 or more however close the positive is;
// what is left is done in float64.
func softmax(r rule, row []float32, _ int, positive float32) weighed {
	shift := kernels.Max(row)
	sum := kernels.ExpSum(row, row, shift, float32(1/r.tau))
	x := (float64(positive) - float64(shift)) / r.tau
	loss, share := negativeShare(sum, x)
	return weighed{loss: loss, positive: -sum, factor: share / r.tau / sum}
}

// negativeShare returns log((R+e)/e) and R/(R+e) for e = exp(x), without
// overflow or cancellation for any x. R is positive.
func negativeShare(sum, x float64) (loss, share float64) {
	if ratio := float64(sum * portable.Exp(-x)); ratio < 1 {
		return portable.Log1p(ratio), ratio / (1 + ratio)
	}
	total := sum + portable.Exp(x)
	return portable.Log(total) - x, sum / total
}

// uniform is the weighting of the simple losses: every kept negative has the
// weight lambda (Wang & Liu 2021, eq. (3)),
//
//	L_i = -s_ip + λ Σ_j s_ij,
//
// where λ = 1/(negatives kept) by default, which is the limit τ → ∞ of τ times
// the contrastive loss (eq. (7)).
func uniform(r rule, row []float32, kept int, positive float32) weighed {
	lambda := r.uniformWeight(kept)
	weight := float32(lambda)
	var sum float64
	for j, s := range row {
		if s == negInf {
			row[j] = 0
			continue
		}
		sum += float64(s)
		row[j] = weight
	}
	return weighed{loss: float64(lambda*sum) - float64(positive), positive: -1, factor: 1}
}

// uniformWeight is the weight of each of the kept negatives.
func (r rule) uniformWeight(kept int) float64 {
	if r.lambda != 0 {
		return r.lambda
	}
	return 1 / float64(kept)
}
