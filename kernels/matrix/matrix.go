package matrix

import (
	"fmt"
	"math/bits"

	"github.com/abc86604/temper/kernels/internal/impl"
	"gonum.org/v1/gonum/blas/blas32"
)

// New returns a rows×cols matrix of zeros. It panics if an int does not hold their
// number, as Of and Resize do.
func New(rows, cols int) blas32.General { return Of(make([]float32, size(rows, cols)), rows, cols) }

// Of returns the rows×cols matrix without gaps between its rows over the first
// elements of data. It panics if data is too short.
func Of(data []float32, rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: data[:size(rows, cols)]}
}

// Resize returns a rows×cols matrix without gaps between its rows, on x's memory
// where that is large enough. Its elements are arbitrary.
func Resize(x blas32.General, rows, cols int) blas32.General {
	return Of(Grow(x.Data, size(rows, cols)), rows, cols)
}

// size returns the number of elements of a matrix. It panics if an int does not hold it.
func size(rows, cols int) int {
	n, ok := impl.Product(rows, cols)
	if !ok {
		panic(fmt.Sprintf("matrix: %d×%d is no size of a matrix", rows, cols))
	}
	return n
}

// Row returns row i of x, which shares x's memory.
func Row(x blas32.General, i int) []float32 { return x.Data[start(x, i):][:x.Cols] }

// start returns where row i of x begins, or a place that no slice has where the
// distance is beyond an int.
func start(x blas32.General, i int) int {
	high, low := bits.Mul(uint(i), uint(x.Stride))
	if high != 0 {
		return -1
	}
	return int(low)
}

// Rows returns the rows of x from lo up to hi, which share x's memory.
func Rows(x blas32.General, lo, hi int) blas32.General {
	x.Rows = hi - lo
	x.Data = x.Data[min(start(x, lo), len(x.Data)):min(start(x, hi), len(x.Data))]
	return x
}

// Columns returns the columns of x from lo up to hi, which share x's memory.
func Columns(x blas32.General, lo, hi int) blas32.General {
	x.Data = x.Data[lo:]
	x.Cols = hi - lo
	return x
}

// Grow returns a slice of n elements with arbitrary contents, on s's memory where
// that is large enough.
func Grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// Extend returns s with zero elements behind its own, up to n at least.
func Extend[T any](s []T, n int) []T {
	if len(s) >= n {
		return s
	}
	return append(s, make([]T, n-len(s))...)
}
