package loss

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// Debiased is the debiased contrastive loss (Chuang et al. 2020), and with
// Beta > 0 the one with hard negatives weighted up (Robinson et al. 2021): of N
// negatives a share TauPlus is taken to be of the anchor's own class, and what
// they contribute is estimated from the positive and taken away,
//
//	L_i = -log[ exp(s_ip/τ) / (exp(s_ip/τ) + N_g) ]
//	N_g = max( (R - τ⁺ N exp(s_ip/τ)) / (1-τ⁺), N exp(-1/τ) )
//	R = N Σ_j w_j exp(s_ij/τ) / Σ_j w_j    w_j = exp(β s_ij/τ)
//
// with sums over the negatives of anchor i. The gradient flows through w; where
// the maximum is its second argument, N_g gives none.
type Debiased struct {
	Tau     float64 // temperature τ, in [1e-4, 1e4]
	TauPlus float64 // class prior τ⁺, in [0, 1)
	Beta    float64 // concentration β of the weights, in [0, 1e4]; 0: all negatives weigh the same
}

func init() {
	register("debiased", func(p Params) Loss { return Debiased{p.Tau, p.TauPlus, p.Beta} })
}

func (l Debiased) rule() (rule, error) {
	r := rule{Params: Params{Tau: l.Tau, TauPlus: l.TauPlus, Beta: l.Beta}, weigh: debiased}
	if !(l.TauPlus >= 0 && l.TauPlus < 1) {
		return r, fmt.Errorf("loss: class prior tau+ = %v, must lie in [0, 1)", l.TauPlus)
	}
	if !(l.Beta >= 0 && l.Beta <= maxTau) {
		return r, fmt.Errorf("loss: beta = %v, must lie in [0, %v]", l.Beta, float64(maxTau))
	}
	return r, checkTau(l.Tau)
}

func (l Debiased) describe() (string, Params) {
	return "debiased", Params{Tau: l.Tau, TauPlus: l.TauPlus, Beta: l.Beta}
}

// debiased is the weighting of Debiased. Everything is relative to exp(m/τ), with
// m the largest similarity among the negatives: e = exp((s_ip-m)/τ), and with
// A = Σ_j exp((1+β)(s_ij-m)/τ) and B = Σ_j exp(β(s_ij-m)/τ), R = N A/B,
//
//	∂R/∂s_ij = (R/τ) [ (1+β) exp((1+β)(s_ij-m)/τ)/A - β exp(β(s_ij-m)/τ)/B ]
//	∂L_i/∂N_g = 1/(e + N_g)
//
// The sum of the derivatives by the negatives is R/(1-τ⁺)/(e + N_g)/τ. Minus as
// much is that by the positive, -N_g/(e + N_g)/τ and what it gets through N_g.
func debiased(r *rule, a *anchorRow) weighed {
	n := float64(a.kept)
	shift, ratio := a.weightedExponentials(r.Tau, r.Beta)
	x := (float64(a.positives[0]) - shift) / r.Tau
	e, rest := portable.Exp(x), 1-r.TauPlus
	estimate := (float64(n*ratio) - float64(r.TauPlus*n*e)) / rest
	least := float64(n * portable.Exp((-1-shift)/r.Tau))
	loss, share := negativeShare(max(estimate, least), x)
	if !(estimate > least) {
		clear(a.row)
		a.pulls[0] = -share / r.Tau
		// N exp(-1/τ) has a derivative of its own by log(1/τ).
		return weighed{loss: loss, factor: 1, logScale: -share / r.Tau}
	}
	a.pulls[0] = -1
	// 1/(e + N_g) is share/N_g.
	return weighed{loss: loss, factor: share / estimate / rest * n * ratio / r.Tau}
}

// weightedExponentials replaces the similarities by the derivatives of log A/B
// times τ, and returns m and A/B.
func (a *anchorRow) weightedExponentials(tau, beta float64) (shift, ratio float64) {
	if beta == 0 {
		m, sum := a.exponentials(tau)
		kernels.Scale(float32(1/sum), a.row, a.row)
		return m, sum / float64(a.kept)
	}
	a.scratch = grow(a.scratch, len(a.row))
	m := kernels.Max(a.row)
	below := kernels.ExpSum(a.scratch, a.row, m, float32(beta/tau))
	above := kernels.ExpSum(a.row, a.row, m, float32((1+beta)/tau))
	kernels.Scale(float32((1+beta)/above), a.row, a.row)
	kernels.Axpy(float32(-beta/below), a.scratch, a.row)
	return float64(m), above / below
}
