package loss

import (
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/internal/solve"
)

// AlignUniform is alignment and uniformity as an objective (Wang & Isola 2020):
//
//	L = mean_i |u_i - u_p|^α + λ log[ (1/M) Σ_i Σ_j exp(-t |u_i - u_j|²) ]
//
// with u unit rows, the inner sum over the negatives of anchor i, and M their number
// over all anchors, which share the second term: L_i = |u_i - u_p|^α + λU. The
// distance to the positive is taken from the difference of the rows.
//
// In batch the authors' code takes the uniformity of each view by itself, over its
// pairs i < j, and the mean of both; here rows of different views are negatives too.
type AlignUniform struct {
	Alpha  float64 // exponent α of the distance of pairs, in [1, 16]
	T      float64 // t of the Gaussian potential, in [1e-4, 20)
	Lambda float64 // weight λ of uniformity
}

var alignUniform = declare(
	Member{Name: "alignuniform", Title: "AlignUniform", Help: "distance of the pairs, and uniformity of the rest"},
	parameter[AlignUniform]{number("align_alpha", "exponent of the distance of pairs", 2, 1, 16), func(l *AlignUniform) any { return &l.Alpha }},
	parameter[AlignUniform]{uniformT(), func(l *AlignUniform) any { return &l.T }},
	parameter[AlignUniform]{nonNegative("uniform_lambda", "weight of uniformity", 1), func(l *AlignUniform) any { return &l.Lambda }},
)

// uniformT is below 20, so that exp(-4t), the least potential, is a normal float32.
func uniformT() Field {
	f := number("uniform_t", "t of uniformity's potential exp(-t d^2)", 2, MinTau, 20)
	f.Below = true
	return f
}

func (AlignUniform) member() *Member { return alignUniform }

func (l AlignUniform) rule() solve.Rule { return potentialRule{l} }

// potentialRule is the rule of AlignUniform: as |u_i - u_j|² = 2 - 2 s_ij, the potential
// is exp((s_ij-1)/τ) with τ = 1/2t.
type potentialRule struct{ AlignUniform }

func (potentialRule) Tau() float64 { return 0 }

func (r potentialRule) Exponents(float64) solve.Exponents { return solve.One(1 / (2 * r.T)) }

func (potentialRule) Pools() {}

// Share is, with S = Σ_i R_i over the m anchors,
//
//	∂L/∂s_ij = 2tλ e_ij/S = (1/m)(1/τ) (λ m R_i/S) e_ij/R_i
//
// and, with D = |u_i - u_p|², of |u_i - u_p|^α = D^(α/2) by u_i, α D^(α/2-1) (u_i - u_p).
// Two rows that are the same pull at each other in no direction.
func (r potentialRule) Share(s *solve.Sums) solve.Share {
	tau := 1 / (2 * r.T)
	uniformity := portable.Log(s.Pool.R/s.Pool.Kept) + (s.Shift - 1/tau)
	share := float64(r.Lambda*float64(s.Pool.Anchors)) * s.R[0] / s.Pool.R
	distance, slope := s.Distance, 1.0
	switch {
	case distance == 0:
		distance, slope = 0, 0
	case r.Alpha != 2:
		log := portable.Log(s.Distance)
		distance = portable.Exp(float64(r.Alpha / 2 * log))
		slope = portable.Exp(float64((float64(r.Alpha/2) - 1) * log))
	}
	return solve.Share{
		Loss:   distance + float64(r.Lambda*uniformity),
		Shares: [2]float64{share},
		Pull:   float64(r.Alpha * slope * tau),
	}
}
