package loss

import (
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// SupCon is the supervised contrastive loss (Khosla et al. 2020, L_out): the
// positives P of an anchor are all candidates of its class, by [Workspace.Labels],
//
//	L_i = -(τ/τ_base) mean_{p∈P} [ s_ip/τ - log( Σ_{q∈P} exp(s_iq/τ) + Σ_j exp(s_ij/τ) ) ]
//
// with the last sum over all candidates of other classes, the negatives. The
// anchor itself is no candidate. In batch it takes one view as well: a z1 without
// rows.
type SupCon struct {
	Tau        float64 // temperature τ, in [1e-4, 1e4]
	TauBase    float64 // temperature τ_base at which the gradient has its usual size; 0: Tau
	SkipLonely bool    // an anchor without a positive is skipped and no error
}

func init() {
	register("supcon", func(p Params) Loss { return SupCon{p.Tau, p.TauBase, p.SkipLonely} })
}

func (l SupCon) rule() (rule, error) {
	r := rule{Params: Params{Tau: l.Tau, TauBase: l.TauBase, SkipLonely: l.SkipLonely}, weigh: supervised, byClass: true}
	if l.TauBase != 0 {
		if err := checkTau(l.TauBase); err != nil {
			return r, fmt.Errorf("%w (SupCon's base temperature)", err)
		}
	}
	return r, checkTau(l.Tau)
}

func (l SupCon) describe() (string, Params) {
	return "supcon", Params{Tau: l.Tau, TauBase: l.TauBase, SkipLonely: l.SkipLonely}
}

// supervised is the weighting of SupCon, τ/τ_base times that of the softmax
// where there is one positive.
func supervised(r *rule, a *anchorRow) weighed {
	var w weighed
	if len(a.positives) > 1 {
		w = severalPositives(r, a)
	} else {
		w = softmax(r, a)
	}
	if r.TauBase != 0 {
		ratio := r.Tau / r.TauBase
		w.loss *= ratio
		w.factor *= ratio
		w.logScale = -w.loss
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
func severalPositives(r *rule, a *anchorRow) weighed {
	top := max(kernels.Max(a.row), slices.Max(a.positives))
	negatives := kernels.ExpSum(a.row, a.row, top, float32(1/r.Tau))
	n := float64(len(a.positives))
	var own, below float64
	for p, s := range a.positives {
		x := (float64(s) - float64(top)) / r.Tau
		a.pulls[p] = portable.Exp(x)
		own += a.pulls[p]
		below -= x
	}
	for p, e := range a.pulls {
		a.pulls[p] = (float64(n*e) - own - negatives) / n
	}
	total := own + negatives
	return weighed{loss: portable.Log(total) + below/n, factor: 1 / total / r.Tau}
}
