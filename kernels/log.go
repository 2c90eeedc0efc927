package kernels

import "github.com/abc86604/temper/kernels/internal/impl"

// Log sets dst_j = ln x_j. The worst error over all positive float32 is
// 0.85 units in the last place, subnormal numbers included; ln 1 is +0. Zero of
// either sign gives -Inf, a negative number NaN, +Inf itself, and NaN NaN. dst
// may be x. It panics if the lengths differ.
func Log(dst, x []float32) { log(active, dst, x) }

// Log is [Log] on this backend.
func (b *Backend) Log(dst, x []float32) { log(b.table, dst, x) }

func log(t *impl.Table, dst, x []float32) {
	sameLength("Log", "dst, x", len(dst), len(x))
	eachBlock(len(x), func(from, to int) { t.Log(dst[from:to], x[from:to]) })
}
