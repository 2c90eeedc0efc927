package kernels

import "fmt"

// Affine maps each column of a dense matrix of len(scale) columns, as batch
// normalisation does: dst[r,c] = fma(x[r,c], scale[c], shift[c]). dst may be x.
// It panics if the lengths of dst and x, or of scale and shift, differ, or if
// x does not consist of whole rows.
func Affine(dst, x, scale, shift []float32) {
	sameLength("Affine", "dst, x", len(dst), len(x))
	sameLength("Affine", "scale, shift", len(scale), len(shift))
	checkRows("Affine", len(x), len(scale))
	eachRows(len(x), len(scale), func(from, to int) {
		active.Affine(dst[from:to], x[from:to], scale, shift)
	})
}

// AffineSum combines two dense matrices of len(a) columns column by column:
// dst[r,j] = fma(x[r,j], a[j], fma(y[r,j], b[j], c[j])), the shape of batch
// normalisation's gradient. dst may be x or y. It panics if the lengths of dst,
// x and y, or of a, b and c, differ, or if x does not consist of whole rows.
func AffineSum(dst, x, y, a, b, c []float32) {
	sameLength("AffineSum", "dst, x, y", len(dst), len(x), len(y))
	sameLength("AffineSum", "a, b, c", len(a), len(b), len(c))
	checkRows("AffineSum", len(x), len(a))
	eachRows(len(x), len(a), func(from, to int) {
		active.AffineSum(dst[from:to], x[from:to], y[from:to], a, b, c)
	})
}

// checkRows panics unless n elements are whole rows of cols columns.
func checkRows(kernel string, n, cols int) {
	if n != 0 && (cols == 0 || n%cols != 0) {
		panic(fmt.Sprintf("kernels: %s: %d elements are not whole rows of %d columns", kernel, n, cols))
	}
}

// eachRows calls f for stretches of whole rows of a dense matrix of n elements
// and cols columns, each of at most Block elements unless one row is longer.
func eachRows(n, cols int, f func(from, to int)) {
	if n == 0 {
		return
	}
	stretch := max(1, Block/cols) * cols
	for from := 0; from < n; from += stretch {
		f(from, min(from+stretch, n))
	}
}
