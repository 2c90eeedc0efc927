package loss

import "github.com/abc86604/temper/loss/internal/solve"

// Contrastive is the softmax contrastive loss, known as InfoNCE, in batch as
// NT-Xent (Wang & Liu 2021, eq. (1)):
//
//	L_i = -log[ exp(s_ip/τ) / (exp(s_ip/τ) + Σ_j exp(s_ij/τ)) ]
//
// with the sum over all negatives of anchor i: the positive is in the
// denominator. s are cosine similarities. With [Symmetric] it is the
// loss of CLIP, whose learnable scale is 1/τ ([Scalars.LogScale]).
type Contrastive struct {
	Tau float64 // temperature τ, in [1e-4, 1e4]
}

var contrastive = declare(
	Member{
		Name: "contrastive", Title: "Contrastive", Help: "softmax at tau",
		Aliases: []string{"infonce", "ntxent", "nt-xent", "simclr", "clip"},
	},
	parameter[Contrastive]{tau(0.2), func(l *Contrastive) any { return &l.Tau }},
)

func (Contrastive) member() *Member { return contrastive }

func (l Contrastive) rule() solve.Rule { return softmaxRule{l.Tau} }

// softmaxRule is the rule of Contrastive.
type softmaxRule struct{ tau float64 }

func (r softmaxRule) Tau() float64 { return r.tau }

func (softmaxRule) Exponents(tau float64) solve.Exponents { return solve.One(tau) }

// Share is, with R = Σ_j exp((s_ij-m)/τ) over the negatives, relative to any m, and
// e = exp((s_ip-m)/τ) (Wang & Liu 2021, eqs. (1) to (5)),
//
//	L_i = log((R+e)/e)
//	∂L_i/∂s_ij = (R/(R+e)/τ) r_ij     r_ij = exp((s_ij-m)/τ)/R
//	∂L_i/∂s_ip = -(R/(R+e)/τ)
//
// The positive is never part of R, and its derivative is never formed as
// (P_ip - 1)/τ: both would cancel when a pair is aligned.
func (softmaxRule) Share(s *solve.Sums) solve.Share {
	loss, share := solve.NegativeShare(s.R[0], s.X)
	return solve.Share{Loss: loss, Shares: [2]float64{share}, Pull: share}
}
