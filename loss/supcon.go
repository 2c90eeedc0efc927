package loss

import (
	"slices"

	"github.com/abc86604/temper/kernels"
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

func (r supervisedRule) Weigh(a *solve.Anchor) solve.Weighed {
	var w solve.Weighed
	if len(a.Positives) > 1 {
		w = severalPositives(a)
	} else {
		w = softmax(a)
	}
	if r.TauBase != 0 {
		ratio := a.Tau / r.TauBase
		w.Loss *= ratio
		w.Factor *= ratio
		w.LogScale = -w.Loss
	}
	return w
}

// severalPositives is the weighting for n ≥ 2 positives. With e exponentials
// relative to the largest similarity, E their sum over the positives and R that
// over the negatives,
//
//	∂L_i/∂s_ij = e_ij/(E+R)/τ
//	∂L_i/∂s_ip = (e_ip/(E+R) - 1/n)/τ = ((n e_ip - E) - R)/(n (E+R))/τ
//
// where the last form keeps its digits when the positives win.
func severalPositives(a *solve.Anchor) solve.Weighed {
	top := max(kernels.Max(a.Row), slices.Max(a.Positives))
	negatives := kernels.ExpSum(a.Row, a.Row, top, float32(1/a.Tau))
	n := float64(len(a.Positives))
	var own, below float64
	for p, s := range a.Positives {
		x := (float64(s) - float64(top)) / a.Tau
		a.Pulls[p] = portable.Exp(x)
		own += a.Pulls[p]
		below -= x
	}
	for p, e := range a.Pulls {
		a.Pulls[p] = (float64(n*e) - own - negatives) / n
	}
	total := own + negatives
	return solve.Weighed{Loss: portable.Log(total) + below/n, Factor: 1 / total / a.Tau}
}
