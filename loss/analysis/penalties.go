package analysis

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/portable"
)

// Penalties sets r_j to the relative penalty of the negative with similarity s_j:
// the size of its gradient in the contrastive loss over that of the positive's,
//
//	r_j = exp(s_j/τ) / Σ_k exp(s_k/τ)
//
// (Wang & Liu 2021, eq. (5)). The positive plays no part, and the penalties sum to 1.
// It returns an error, and leaves r as it is, if the lengths differ or tau is not
// positive and finite.
func Penalties(r []float64, s []float32, tau float64) error {
	if len(r) != len(s) {
		return fmt.Errorf("%d penalties of %d negatives", len(r), len(s))
	}
	if !(tau > 0 && tau <= math.MaxFloat64) {
		return fmt.Errorf("temperature tau = %v, must be positive and finite", tau)
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
	return nil
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
