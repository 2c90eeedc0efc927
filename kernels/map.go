package kernels

import "github.com/abc86604/temper/kernels/internal/impl"

// Axpy sets y_j = fma(alpha, x_j, y_j). It panics if the lengths differ.
func Axpy(alpha float32, x, y []float32) {
	sameLength("Axpy", "x, y", len(x), len(y))
	eachBlock(len(x), func(from, to int) { active.Axpy(alpha, x[from:to], y[from:to]) })
}

// Scale sets dst_j = alpha x_j. dst may be x. It panics if the lengths differ.
func Scale(alpha float32, dst, x []float32) { scale(active, alpha, dst, x) }

func scale(t *impl.Table, alpha float32, dst, x []float32) {
	sameLength("Scale", "dst, x", len(dst), len(x))
	eachBlock(len(x), func(from, to int) { t.Scale(alpha, dst[from:to], x[from:to]) })
}

// Divide sets dst_j = x_j / by, correctly rounded, unlike a product with the
// reciprocal. dst may be x. It panics if the lengths differ.
func Divide(dst, x []float32, by float32) {
	sameLength("Divide", "dst, x", len(dst), len(x))
	eachBlock(len(x), func(from, to int) { active.Divide(dst[from:to], x[from:to], by) })
}

// Add sets dst_j = x_j + y_j. dst may be x or y. It panics if the lengths
// differ.
func Add(dst, x, y []float32) {
	sameLength("Add", "dst, x, y", len(dst), len(x), len(y))
	eachBlock(len(x), func(from, to int) { active.Add(dst[from:to], x[from:to], y[from:to]) })
}

// Mul sets dst_j = x_j y_j. dst may be x or y. It panics if the lengths differ.
func Mul(dst, x, y []float32) {
	sameLength("Mul", "dst, x, y", len(dst), len(x), len(y))
	eachBlock(len(x), func(from, to int) { active.Mul(dst[from:to], x[from:to], y[from:to]) })
}
