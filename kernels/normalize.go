package kernels

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// Normalize divides each row of x by its length: norms_i = sqrt(x_i·x_i) and
// dst_i = x_i / norms_i. dst may be x. A row of zeros gets the norm 0 and a row
// of NaN, which the caller can tell by its norm. It panics if the shapes differ,
// len(norms) is not x.Rows, or a slice is shorter than its matrix.
func Normalize(dst, x blas32.General, norms []float32) {
	sameShape("Normalize", dst, x)
	checkMatrix("Normalize", "dst", dst)
	checkMatrix("Normalize", "x", x)
	sameLength("Normalize", "x's rows, norms", x.Rows, len(norms))
	for i := range norms {
		r := row(x, i)
		norms[i] = float32(math.Sqrt(float64(Dot(r, r))))
		Divide(row(dst, i), r, norms[i])
	}
}

// NormalizeBackward takes the gradient dy with respect to the unit rows u back
// to the rows from which Normalize made them:
//
//	dx_i = (dy_i - (dy_i·u_i) u_i) / norms_i
//
// dx may be dy. It panics if the shapes differ, len(norms) is not u.Rows, or a slice
// is shorter than its matrix.
func NormalizeBackward(dx, dy, u blas32.General, norms []float32) {
	sameShape("NormalizeBackward", dx, dy)
	sameShape("NormalizeBackward", dy, u)
	checkMatrix("NormalizeBackward", "dx", dx)
	checkMatrix("NormalizeBackward", "dy", dy)
	checkMatrix("NormalizeBackward", "u", u)
	sameLength("NormalizeBackward", "u's rows, norms", u.Rows, len(norms))
	for i := range norms {
		g, unit := row(dx, i), row(u, i)
		copy(g, row(dy, i))
		Axpy(-Dot(g, unit), unit, g)
		Divide(g, g, norms[i])
	}
}
