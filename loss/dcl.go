package loss

import (
	"fmt"

	"github.com/abc86604/temper/kernels/portable"
)

// DCL is the decoupled contrastive loss (Yeh et al. 2022), whose denominator
// leaves out the positive:
//
//	L_i = -s_ip/τ + log Σ_j exp(s_ij/τ)
//
// with the sum over all negatives of anchor i: its gradient does not fade as the
// positive wins.
type DCL struct {
	Tau float64 // temperature τ, in [1e-4, 1e4]
}

// DCLW is [DCL] with a weight on each positive, larger the less similar it is
// (Yeh et al. 2022, after von Mises and Fisher):
//
//	L_i = -w_i s_ip/τ + log Σ_j exp(s_ij/τ)
//	w_i = 2 - exp(s_ip/σ) / mean_k exp(s_kp/σ)
//
// with the mean over all anchors. No gradient flows through the weights.
type DCLW struct {
	Tau   float64 // temperature τ, in [1e-4, 1e4]
	Sigma float64 // temperature σ of the weights, in [1e-4, 1e4]; 0: 0.5
}

func init() {
	register("dcl", func(p Params) Loss { return DCL{Tau: p.Tau} })
	register("dclw", func(p Params) Loss { return DCLW{Tau: p.Tau, Sigma: p.Sigma} })
}

func (l DCL) rule() (rule, error) {
	return rule{Params: Params{Tau: l.Tau}, weigh: decoupled}, checkTau(l.Tau)
}

func (l DCL) describe() (string, Params) { return "dcl", Params{Tau: l.Tau} }

func (l DCLW) rule() (rule, error) {
	r := rule{Params: Params{Tau: l.Tau, Sigma: l.Sigma}, weigh: decoupled, ofBatch: weighPositives}
	if l.Sigma == 0 {
		r.Sigma = 0.5
	}
	if err := checkTau(r.Sigma); err != nil {
		return r, fmt.Errorf("%w (DCLW's sigma)", err)
	}
	return r, checkTau(l.Tau)
}

func (l DCLW) describe() (string, Params) { return "dclw", Params{Tau: l.Tau, Sigma: l.Sigma} }

// decoupled is the weighting of DCL: ∂L_i/∂s_ij = r_ij/τ, the relative penalties,
// and ∂L_i/∂s_ip = -w_i/τ.
func decoupled(r *rule, a *anchorRow) weighed {
	shift, sum := a.exponentials(r.Tau)
	w := 1.0
	if r.ownWeight != nil {
		w = r.ownWeight[a.anchor]
	}
	a.pulls[0] = -float64(w * sum)
	loss := portable.Log(sum) + (shift-float64(w*float64(a.positives[0])))/r.Tau
	return weighed{loss: loss, factor: 1 / r.Tau / sum}
}

// weighPositives replaces the positives' similarities by their weights.
func weighPositives(r *rule, positives []float64) error {
	var mean float64
	for i, s := range positives {
		positives[i] = portable.Exp((s - 1) / r.Sigma)
		mean += positives[i] / float64(len(positives))
	}
	for i, e := range positives {
		positives[i] = 2 - e/mean
	}
	r.ownWeight = positives
	return nil
}
