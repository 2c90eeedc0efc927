package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// SigLIP is the sigmoid loss (Zhai et al. 2023): each pair of an anchor and a
// candidate is a decision of its own, whether it is positive,
//
//	L_i = log(1 + exp(-(s_ip/τ + b))) + Σ_j log(1 + exp(s_ij/τ + b))
//
// with the sum over all negatives of anchor i; the scale is t = 1/τ. They start
// from t = 10 and b = -10, and learn both ([Result.GradLogScale],
// [Result.GradBias]).
type SigLIP struct {
	Tau  float64 // temperature τ, in [1e-4, 1e4]
	Bias float64 // b
}

func init() {
	register("siglip", func(p Params) Loss { return SigLIP{p.Tau, p.Bias} })
}

func (l SigLIP) rule() (rule, error) {
	r := rule{Params: Params{Tau: l.Tau, Bias: l.Bias}, weigh: sigmoid}
	if err := finiteParameter("SigLIP's bias", l.Bias); err != nil {
		return r, err
	}
	return r, checkTau(l.Tau)
}

func (l SigLIP) describe() (string, Params) { return "siglip", Params{Tau: l.Tau, Bias: l.Bias} }

// sigmoid is the weighting of SigLIP: with x = s/τ + b and σ(x) = 1/(1+exp(-x)),
// ∂L_i/∂s_ij = σ(x_ij)/τ and ∂L_i/∂s_ip = -σ(-x_ip)/τ.
func sigmoid(r *rule, a *anchorRow) weighed {
	a.scratch = grow(a.scratch, len(a.row))
	// exp(-|x|), which overflows for no x; log(1 + exp(x)) is that of -x plus x.
	for j, s := range a.row {
		a.row[j] = float32(float64(s)/r.Tau + r.Bias)
		a.scratch[j] = -max(a.row[j], -a.row[j])
	}
	kernels.Exp(a.scratch, a.scratch)
	w := weighed{factor: 1 / r.Tau}
	var logs logProduct
	for j, e := range a.scratch {
		logs.add(float64(e))
		p := float64(e) / (1 + float64(e))
		if x := a.row[j]; x > 0 {
			w.loss += float64(x)
			p = 1 / (1 + float64(e))
		}
		a.row[j] = float32(p)
		w.bias += p
	}
	x := float64(a.positives[0])/r.Tau + r.Bias
	loss, share := negativeShare(1, x)
	a.pulls[0] = -share
	w.bias -= share
	w.loss += logs.total() + loss
	return w
}

// logProduct is Σ log(1 + e) for e in [0, 1], as the logarithm of products:
// product is Π (1 + e) - 1, which keeps the digits of tiny e.
type logProduct struct {
	product, sum float64
}

func (l *logProduct) add(e float64) {
	l.product += e + float64(l.product*e)
	if l.product > 1e200 {
		l.sum, l.product = l.total(), 0
	}
}

func (l *logProduct) total() float64 { return l.sum + portable.Log1p(l.product) }
