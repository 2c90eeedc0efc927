package kernels

import "math"

// Max returns the largest x_j, and -Inf for an empty x. A NaN is never larger
// than anything, so NaNs are passed over. Of +0 and -0 either may be returned,
// the same one on every backend.
func Max(x []float32) float32 { return active.Max(x) }

// Max is [Max] on this backend.
func (b *Backend) Max(x []float32) float32 {
	m := float32(math.Inf(-1))
	eachBlock(len(x), func(from, to int) { m = greater(b.max(x[from:to]), m) })
	return m
}

// greater returns x if x > y and y otherwise, which is how the vector units
// treat NaN and the two zeros.
func greater(x, y float32) float32 {
	if x > y {
		return x
	}
	return y
}
