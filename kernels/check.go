package kernels

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// sameLength panics unless m and, where it is given, the third length are n.
// names are the arguments' names, in order. Calls are inlined: a check costs
// short slices nothing.
func sameLength(kernel, names string, n, m int, third ...int) {
	if n != m || len(third) > 0 && third[0] != n {
		lengthsDiffer(kernel, names, n, m, third)
	}
}

// lengthsDiffer panics with a copy of third, which so does not escape from its
// callers.
//
//go:noinline
func lengthsDiffer(kernel, names string, n, m int, third []int) {
	panic(fmt.Sprintf("kernels: %s: lengths of %s differ: %d and %v", kernel, names, n, append([]int{m}, third...)))
}

// sameShape panics unless b has the rows and columns of a.
func sameShape(kernel string, a, b blas32.General) {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		panic(fmt.Sprintf("kernels: %s: shapes differ: %d×%d and %d×%d", kernel, a.Rows, a.Cols, b.Rows, b.Cols))
	}
}

// checkMatrix panics unless x's slice holds x.Rows rows of x.Cols elements,
// x.Stride apart.
func checkMatrix(kernel, name string, x blas32.General) {
	if x.Rows < 0 || x.Cols < 0 {
		panic(fmt.Sprintf("kernels: %s: %s is %d×%d", kernel, name, x.Rows, x.Cols))
	}
	if x.Stride < x.Cols {
		panic(fmt.Sprintf("kernels: %s: %s.Stride = %d, %s.Cols = %d", kernel, name, x.Stride, name, x.Cols))
	}
	if !impl.HoldsMatrix(len(x.Data), x.Rows, x.Cols, x.Stride) {
		panic(fmt.Sprintf("kernels: %s: len(%s.Data) = %d is too short for %d×%d with stride %d",
			kernel, name, len(x.Data), x.Rows, x.Cols, x.Stride))
	}
}

// row returns row i of a, with no capacity beyond it.
func row(a blas32.General, i int) []float32 {
	start := i * a.Stride
	return a.Data[start : start+a.Cols : start+a.Cols]
}
