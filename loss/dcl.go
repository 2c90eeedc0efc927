package loss

import (
	"slices"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/internal/solve"
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
	Sigma float64 // temperature σ of the weights, in [1e-4, 1e4]
}

var dcl = declare(
	Member{Name: "dcl", Title: "DCL", Help: "contrastive without the positive in the denominator"},
	parameter[DCL]{tau(0.2), func(l *DCL) any { return &l.Tau }},
)

var dclw = declare(
	Member{Name: "dclw", Title: "DCLW", Help: "the same with weights on the positives, by sigma"},
	parameter[DCLW]{tau(0.2), func(l *DCLW) any { return &l.Tau }},
	parameter[DCLW]{tauField("sigma", "temperature of the positives' weights", 0.5), func(l *DCLW) any { return &l.Sigma }},
)

func (DCL) member() *Member { return dcl }

func (DCLW) member() *Member { return dclw }

func (l DCL) rule() solve.Rule { return decoupledRule{l.Tau} }

func (l DCLW) rule() solve.Rule { return weightedRule{decoupledRule{l.Tau}, l.Sigma} }

// decoupledRule is the rule of DCL and, with weights on the positives, of DCLW.
type decoupledRule struct{ tau float64 }

func (r decoupledRule) Tau() float64 { return r.tau }

func (decoupledRule) Exponents(tau float64) solve.Exponents { return solve.One(tau) }

// Share is, with r_ij the relative penalties and w_i the positive's weight,
// ∂L_i/∂s_ij = r_ij/τ and ∂L_i/∂s_ip = -w_i/τ. The loss is log R - w x, and
// (1-w) shift/τ for what the exponents are relative to.
func (decoupledRule) Share(s *solve.Sums) solve.Share {
	loss := portable.Log(s.R[0]) - float64(s.Own*s.X) + float64((1-s.Own)*s.Shift)
	return solve.Share{Loss: loss, Shares: [2]float64{1}, Pull: s.Own}
}

// weightedRule is the rule of DCLW.
type weightedRule struct {
	decoupledRule
	sigma float64
}

// WeighPositives replaces the positives' similarities by their weights.
func (r weightedRule) WeighPositives(positives []float64) {
	top := slices.Max(positives) // so that not all are 0
	var mean float64
	for i, s := range positives {
		positives[i] = portable.Exp((s - top) / r.sigma)
		mean += positives[i] / float64(len(positives))
	}
	for i, e := range positives {
		positives[i] = 2 - e/mean
	}
}
