package kernels

import "github.com/abc86604/temper/kernels/internal/impl"

// Exp sets dst_j = e^(x_j). The worst error over all float32 is 0.87 units in the
// last place; above 88.72283 it gives +Inf, below -87.33654 (where the result
// would be subnormal) +0, and NaN for NaN. dst may be x. It panics if the
// lengths differ.
func Exp(dst, x []float32) { exp(active, dst, x) }

// Exp is [Exp] on this backend.
func (b *Backend) Exp(dst, x []float32) { exp(b.table, dst, x) }

func exp(t *impl.Table, dst, x []float32) {
	sameLength("Exp", "dst, x", len(dst), len(x))
	eachBlock(len(x), func(from, to int) { t.Exp(dst[from:to], x[from:to]) })
}

// ExpSum sets dst_j = e^((x_j - shift) scale), with the difference and the
// product each rounded to float32, and returns Σ dst_j: 16 lanes and their
// halving tree in each Block. dst may be x. It panics if the lengths differ.
func ExpSum(dst, x []float32, shift, scale float32) float64 {
	return expSum(active, dst, x, shift, scale)
}

func expSum(t *impl.Table, dst, x []float32, shift, scale float32) float64 {
	sameLength("ExpSum", "dst, x", len(dst), len(x))
	return sumBlocks(len(x), func(from, to int) float32 { return t.ExpSum(dst[from:to], x[from:to], shift, scale) })
}
