package kernels

import (
	"math"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Max returns the largest x_j, and -Inf for an empty x. A NaN is never larger
// than anything, so NaNs are passed over. Of +0 and -0 either may be returned,
// the same one on every backend.
func Max(x []float32) float32 { return greatest(active, x) }

func greatest(t *impl.Table, x []float32) float32 {
	m := float32(math.Inf(-1))
	eachBlock(len(x), func(from, to int) { m = impl.Greater(t.Max(x[from:to]), m) })
	return m
}
