package kernels

import (
	"math"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Max returns the largest x_j, and -Inf for an empty x. A NaN is never larger
// than anything, so NaNs are passed over. Of +0 and -0 either may be returned,
// the same one on every backend.
func Max(x []float32) float32 { return active.Max(x) }

// Max is [Max] on this backend.
func (b *Backend) Max(x []float32) float32 {
	m := float32(math.Inf(-1))
	eachBlock(len(x), func(from, to int) { m = impl.Greater(b.table.Max(x[from:to]), m) })
	return m
}
