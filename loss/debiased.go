package loss

import (
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
	parameter[Debiased]{number("beta", "weigh negatives by exp(beta s/tau)", 0, 0, MaxTau), func(l *Debiased) any { return &l.Beta }},
)

func (Debiased) member() *Member { return debiased }

func (l Debiased) rule() solve.Rule { return debiasedRule{l} }

// debiasedRule is the rule of Debiased. Everything is relative to exp(m/τ), for any m:
// e = exp((s_ip-m)/τ), and with A = Σ_j exp((1+β)(s_ij-m)/τ) and B = Σ_j exp(β(s_ij-m)/τ),
// where B is the number N of negatives if β = 0, R = N A/B,
//
//	∂R/∂s_ij = (R/τ) [ (1+β) exp((1+β)(s_ij-m)/τ)/A - β exp(β(s_ij-m)/τ)/B ]
//	∂L_i/∂N_g = 1/(e + N_g)
//
// The sum of the derivatives by the negatives is R/(1-τ⁺)/(e + N_g)/τ. Minus as
// much is that by the positive, -N_g/(e + N_g)/τ and what it gets through N_g.
type debiasedRule struct{ Debiased }

func (r debiasedRule) Tau() float64 { return r.Debiased.Tau }

func (r debiasedRule) Exponents(tau float64) solve.Exponents {
	if r.Beta == 0 {
		return solve.One(tau)
	}
	return solve.Exponents{Tau: tau, Beta: [2]float64{r.Beta, 1 + r.Beta}}
}

func (r debiasedRule) Share(s *solve.Sums) solve.Share {
	n := float64(s.Kept)
	negatives := s.R[0] // R
	if r.Beta != 0 {
		negatives = n * s.R[1] / s.R[0]
	}
	e, rest := portable.Exp(min(s.X, 700)), 1-r.TauPlus // 0 times infinity would be nothing
	estimate := (negatives - float64(r.TauPlus*n*e)) / rest
	least := float64(n * portable.Exp(-1/s.Tau-s.Shift))
	loss, share := solve.NegativeShare(max(estimate, least), s.X)
	if !(estimate > least) {
		// N exp(-1/τ) has a derivative of its own by log(1/τ).
		return solve.Share{Loss: loss, Pull: share, LogScale: -share / s.Tau}
	}
	// 1/(e + N_g) is share/N_g.
	all := share / estimate / rest * negatives
	if r.Beta == 0 {
		return solve.Share{Loss: loss, Shares: [2]float64{all}, Pull: all}
	}
	return solve.Share{Loss: loss, Shares: [2]float64{-float64(all * r.Beta), float64(all * (1 + r.Beta))}, Pull: all}
}
