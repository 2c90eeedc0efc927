package kernels

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/blas/blas32"
)

// sameLength panics unless each further length equals the first. names are the
// arguments' names, in order.
func sameLength(kernel, names string, n int, others ...int) {
	for _, m := range others {
		if m != n {
			// A copy, so that others does not escape and a call allocates nothing.
			panic(fmt.Sprintf("kernels: %s: lengths of %s differ: %d and %v", kernel, names, n, slices.Clone(others)))
		}
	}
}

// sameShape panics unless b has the rows and columns of a.
func sameShape(kernel string, a, b blas32.General) {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		panic(fmt.Sprintf("kernels: %s: shapes differ: %d×%d and %d×%d", kernel, a.Rows, a.Cols, b.Rows, b.Cols))
	}
}

// row returns row i of a, with no capacity beyond it.
func row(a blas32.General, i int) []float32 {
	start := i * a.Stride
	return a.Data[start : start+a.Cols : start+a.Cols]
}
