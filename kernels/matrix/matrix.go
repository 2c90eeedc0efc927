package matrix

import "gonum.org/v1/gonum/blas/blas32"

// New returns a rows×cols matrix of zeros.
func New(rows, cols int) blas32.General { return Of(make([]float32, rows*cols), rows, cols) }

// Of returns the rows×cols matrix without gaps between its rows over the first
// elements of data. It panics if data is too short.
func Of(data []float32, rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: data[:rows*cols]}
}

// Resize returns a rows×cols matrix without gaps between its rows, on x's memory
// where that is large enough. Its elements are arbitrary.
func Resize(x blas32.General, rows, cols int) blas32.General {
	return Of(Grow(x.Data, rows*cols), rows, cols)
}

// Row returns row i of x, which shares x's memory.
func Row(x blas32.General, i int) []float32 { return x.Data[i*x.Stride:][:x.Cols] }

// Rows returns the rows of x from lo up to hi, which share x's memory.
func Rows(x blas32.General, lo, hi int) blas32.General {
	x.Rows = hi - lo
	x.Data = x.Data[min(lo*x.Stride, len(x.Data)):min(hi*x.Stride, len(x.Data))]
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
