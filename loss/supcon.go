package loss

import (
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/internal/solve"
)

// SupCon is the supervised contrastive loss (Khosla et al. 2020, L_out): the
// positives P of an anchor are all candidates of its class, by [Problem.Labels],
//
//	L_i = -(τ/τ_base) mean_{p∈P} [ s_ip/τ - log( Σ_{q∈P} exp(s_iq/τ) + Σ_j exp(s_ij/τ) ) ]
//
// with the last sum over all candidates of other classes, the negatives. The
// anchor itself is no candidate. It takes one view as well: [Views] without pairs.
type SupCon struct {
	Tau        float64 // temperature τ, in [1e-4, 1e4]
	TauBase    float64 // temperature τ_base at which the gradient has its usual size; 0: Tau
	SkipLonely bool    // an anchor without a positive is skipped and no error
}

var supcon = declare(
	Member{Name: "supcon", Title: "SupCon", Help: "all that is of the anchor's class is positive"},
	parameter[SupCon]{tau(0.2), func(l *SupCon) any { return &l.Tau }},
	parameter[SupCon]{tauBase(), func(l *SupCon) any { return &l.TauBase }},
	parameter[SupCon]{Field{Name: "skip_lonely", Help: "skip anchors without a positive, which are an error otherwise", Default: false},
		func(l *SupCon) any { return &l.SkipLonely }},
)

func tauBase() Field {
	f := tauField("tau_base", "multiply the loss by tau/tau-base, 0 for 1", 0)
	f.OrZero = true
	return f
}

func (SupCon) member() *Member { return supcon }

func (l SupCon) rule() solve.Rule { return supervisedRule{l} }

// supervisedRule is the rule of SupCon, τ/τ_base times that of the softmax
// where there is one positive.
type supervisedRule struct{ SupCon }

func (r supervisedRule) Tau() float64 { return r.SupCon.Tau }

func (r supervisedRule) SkipLonely() bool { return r.SupCon.SkipLonely }

func (supervisedRule) Exponents(tau float64) solve.Exponents { return solve.One(tau) }

// Share is, with e exponentials relative to any similarity, E their sum over the n
// positives and R that over the negatives, times τ/τ_base,
//
//	L_i = log(E+R) - mean_p log e_ip
//	∂L_i/∂s_ij = e_ij/(E+R)/τ
//	∂L_i/∂s_ip = (e_ip/(E+R) - 1/n)/τ
//
// and the softmax where there is one positive.
func (r supervisedRule) Share(s *solve.Sums) solve.Share {
	ratio := 1.0
	if r.TauBase != 0 {
		ratio = s.Tau / r.TauBase
	}
	var share solve.Share
	if s.Positives == 1 {
		loss, pull := solve.NegativeShare(s.R[0], s.X)
		share = solve.Share{Loss: float64(ratio * loss), Pull: ratio * pull}
		share.Shares[0] = share.Pull
	} else {
		total := s.E + s.R[0]
		loss := portable.Log(total) + s.Below/float64(s.Positives)
		share = solve.Share{Loss: float64(ratio * loss), Shares: [2]float64{ratio * s.R[0] / total}, Pull: ratio}
	}
	if r.TauBase != 0 {
		share.LogScale = -share.Loss
	}
	return share
}
