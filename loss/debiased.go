package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/internal/solve"
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

var debiased = declare(
	Member{Name: "debiased", Title: "Debiased", Help: "takes tau-plus of the negatives for false ones, and with beta weighs the hard ones up"},
	parameter[Debiased]{tau(0.2), func(l *Debiased) any { return &l.Tau }},
	parameter[Debiased]{Field{Name: "tau_plus", Help: "share of the negatives taken for the anchor's own class", Default: 0.1, Most: 1, Below: true},
		func(l *Debiased) any { return &l.TauPlus }},
	parameter[Debiased]{number("beta", "weigh negatives by exp(beta s/tau)", 0, 0, maxTau), func(l *Debiased) any { return &l.Beta }},
)

func (Debiased) member() *Member { return debiased }

func (l Debiased) rule() solve.Rule { return debiasedRule{l} }

// debiasedRule is the rule of Debiased. Everything is relative to exp(m/τ), with
// m the largest similarity among the negatives: e = exp((s_ip-m)/τ), and with
// A = Σ_j exp((1+β)(s_ij-m)/τ) and B = Σ_j exp(β(s_ij-m)/τ), R = N A/B,
//
//	∂R/∂s_ij = (R/τ) [ (1+β) exp((1+β)(s_ij-m)/τ)/A - β exp(β(s_ij-m)/τ)/B ]
//	∂L_i/∂N_g = 1/(e + N_g)
//
// The sum of the derivatives by the negatives is R/(1-τ⁺)/(e + N_g)/τ. Minus as
// much is that by the positive, -N_g/(e + N_g)/τ and what it gets through N_g.
type debiasedRule struct{ Debiased }

func (r debiasedRule) Tau() float64 { return r.Debiased.Tau }

func (r debiasedRule) Weigh(a *solve.Anchor) solve.Weighed {
	n := float64(a.Kept)
	shift, ratio := weightedExponentials(a, r.Beta)
	x := (float64(a.Positives[0]) - shift) / a.Tau
	e, rest := portable.Exp(x), 1-r.TauPlus
	estimate := (float64(n*ratio) - float64(r.TauPlus*n*e)) / rest
	least := float64(n * portable.Exp((-1-shift)/a.Tau))
	loss, share := solve.NegativeShare(max(estimate, least), x)
	if !(estimate > least) {
		clear(a.Row)
		a.Pulls[0] = -share / a.Tau
		// N exp(-1/τ) has a derivative of its own by log(1/τ).
		return solve.Weighed{Loss: loss, Factor: 1, LogScale: -share / a.Tau}
	}
	a.Pulls[0] = -1
	// 1/(e + N_g) is share/N_g.
	return solve.Weighed{Loss: loss, Factor: share / estimate / rest * n * ratio / a.Tau}
}

// weightedExponentials replaces the similarities by the derivatives of log A/B
// times τ, and returns m and A/B.
func weightedExponentials(a *solve.Anchor, beta float64) (shift, ratio float64) {
	if beta == 0 {
		m, sum := exponentials(a, a.Tau)
		kernels.Scale(float32(1/sum), a.Row, a.Row)
		return m, sum / float64(a.Kept)
	}
	a.Scratch = matrix.Grow(a.Scratch, len(a.Row))
	m := kernels.Max(a.Row)
	below := kernels.ExpSum(a.Scratch, a.Row, m, float32(beta/a.Tau))
	above := kernels.ExpSum(a.Row, a.Row, m, float32((1+beta)/a.Tau))
	kernels.Scale(float32((1+beta)/above), a.Row, a.Row)
	kernels.Axpy(float32(-beta/below), a.Scratch, a.Row)
	return float64(m), above / below
}
