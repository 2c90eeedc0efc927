package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/internal/solve"
)

// SigLIP is the sigmoid loss (Zhai et al. 2023): each pair of an anchor and a
// candidate is a decision of its own, whether it is positive,
//
//	L_i = log(1 + exp(-(s_ip/τ + b))) + Σ_j log(1 + exp(s_ij/τ + b))
//
// with the sum over all negatives of anchor i; the scale is t = 1/τ. They start
// from t = 10 and b = -10, and learn both ([Scalars.LogScale],
// [Scalars.Bias]).
type SigLIP struct {
	Tau  float64 // temperature τ, in [1e-4, 1e4]
	Bias float64 // b
}

var siglip = declare(
	Member{Name: "siglip", Title: "SigLIP", Help: "a decision of its own on each pair, by s/tau + bias"},
	parameter[SigLIP]{tau(0.2), func(l *SigLIP) any { return &l.Tau }},
	parameter[SigLIP]{bias(anyNumber("bias", "bias of the logits", -10)), func(l *SigLIP) any { return &l.Bias }},
)

// bias makes a field one that is learned as it is.
func bias(f Field) Field {
	f.Learned = LearnedBias
	return f
}

func (SigLIP) member() *Member { return siglip }

func (l SigLIP) rule() solve.Rule { return sigmoidRule{l} }

// sigmoidRule is the rule of SigLIP: with x = s/τ + b and σ(x) = 1/(1+exp(-x)),
// ∂L_i/∂s_ij = σ(x_ij)/τ and ∂L_i/∂s_ip = -σ(-x_ip)/τ.
type sigmoidRule struct{ SigLIP }

func (r sigmoidRule) Tau() float64 { return r.SigLIP.Tau }

func (r sigmoidRule) Weigh(a *solve.Anchor) solve.Weighed {
	a.Scratch = matrix.Grow(a.Scratch, len(a.Row))
	// exp(-|x|), which overflows for no x; log(1 + exp(x)) is that of -x plus x.
	for j, s := range a.Row {
		a.Row[j] = float32(float64(s)/a.Tau + r.Bias)
		a.Scratch[j] = -max(a.Row[j], -a.Row[j])
	}
	kernels.Exp(a.Scratch, a.Scratch)
	w := solve.Weighed{Factor: 1 / a.Tau}
	var logs logProduct
	for j, e := range a.Scratch {
		logs.add(float64(e))
		p := float64(e) / (1 + float64(e))
		if x := a.Row[j]; x > 0 {
			w.Loss += float64(x)
			p = 1 / (1 + float64(e))
		}
		a.Row[j] = float32(p)
		w.Bias += p
	}
	x := float64(a.Positives[0])/a.Tau + r.Bias
	loss, share := solve.NegativeShare(1, x)
	a.Pulls[0] = -share
	w.Bias -= share
	w.Loss += logs.total() + loss
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
