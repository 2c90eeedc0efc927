package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// Contrastive is the softmax contrastive loss, known as InfoNCE, in batch as
// NT-Xent (Wang & Liu 2021, eq. (1)):
//
//	L_i = -log[ exp(s_ip/τ) / (exp(s_ip/τ) + Σ_j exp(s_ij/τ)) ]
//
// with the sum over all negatives of anchor i: the positive is in the
// denominator. s are cosine similarities. With [Workspace.Symmetric] it is the
// loss of CLIP, whose learnable scale is 1/τ ([Result.GradLogScale]).
type Contrastive struct {
	Tau float64 // temperature τ, in [1e-4, 1e4]
}

func init() {
	register("contrastive", func(p Params) Loss { return Contrastive{Tau: p.Tau} })
}

func (l Contrastive) rule() (rule, error) {
	return rule{Params: Params{Tau: l.Tau}, weigh: softmax, softmax: true}, checkTau(l.Tau)
}

func (l Contrastive) describe() (string, Params) { return "contrastive", Params{Tau: l.Tau} }

// softmax is the contrastive weighting at temperature τ, the positive in the
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
func softmax(r *rule, a *anchorRow) weighed {
	shift, sum := a.exponentials(r.Tau)
	loss, share := negativeShare(sum, (float64(a.positives[0])-shift)/r.Tau)
	a.pulls[0] = -sum
	return weighed{loss: loss, factor: share / r.Tau / sum}
}

// exponentials replaces the similarities by exp((s_ij-m)/τ) and returns m, the
// largest, and their sum.
func (a *anchorRow) exponentials(tau float64) (shift, sum float64) {
	m := kernels.Max(a.row)
	return float64(m), kernels.ExpSum(a.row, a.row, m, float32(1/tau))
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
