package loss

import "github.com/abc86604/temper/loss/internal/solve"

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

// sigmoidRule is the rule of SigLIP.
type sigmoidRule struct{ SigLIP }

func (r sigmoidRule) Tau() float64 { return r.SigLIP.Tau }

func (r sigmoidRule) Bias() float64 { return r.SigLIP.Bias }
