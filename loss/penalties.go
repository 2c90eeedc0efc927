package loss

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// Penalties sets r_j to the relative penalty of the negative with similarity
// s_j: the size of its gradient in [Contrastive] over that of the positive's,
//
//	r_j = exp(s_j/τ) / Σ_k exp(s_k/τ)
//
// (Wang & Liu 2021, eq. (5)). The positive plays no part, and the penalties sum
// to 1. It panics if the lengths differ or tau is not positive.
func Penalties(r []float64, s []float32, tau float64) {
	if len(r) != len(s) {
		panic(fmt.Sprintf("loss: Penalties: len(r) = %d, len(s) = %d", len(r), len(s)))
	}
	if !(tau > 0) {
		panic(fmt.Sprintf("loss: Penalties: tau = %v", tau))
	}
	shift := float64(kernels.Max(s))
	var sum float64
	for j, v := range s {
		r[j] = portable.Exp((float64(v) - shift) / tau)
		sum += r[j]
	}
	for j := range r {
		r[j] /= sum
	}
}

// Entropy is -Σ r_j log r_j, in nats, of a distribution; a term with r_j = 0 is
// 0. exp(Entropy(r)) is the effective number of negatives that r is spread over.
func Entropy(r []float64) float64 {
	var h float64
	for _, p := range r {
		if p > 0 {
			h -= float64(p * portable.Log(p))
		}
	}
	return h
}
