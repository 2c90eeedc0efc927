package loss

import "gonum.org/v1/gonum/blas/blas32"

// grow returns a slice of n elements with arbitrary contents, s itself if it is
// large enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// extend returns s with zero elements behind its own up to n at least.
func extend[T any](s []T, n int) []T {
	if len(s) >= n {
		return s
	}
	return append(s, make([]T, n-len(s))...)
}

// dense is the rows×cols matrix without gaps over data.
func dense(data []float32, rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: data[:rows*cols]}
}

// row is row i of x.
func row(x blas32.General, i int) []float32 { return x.Data[i*x.Stride:][:x.Cols] }

// rows are the rows of x from lo up to hi.
func rows(x blas32.General, lo, hi int) blas32.General {
	x.Rows = hi - lo
	x.Data = x.Data[lo*x.Stride : min(hi*x.Stride, len(x.Data))]
	return x
}

// columns are the columns of x from lo up to hi.
func columns(x blas32.General, lo, hi int) blas32.General {
	x.Data = x.Data[lo:]
	x.Cols = hi - lo
	return x
}

// addRows adds the rows of x to sums, in order and in float64.
func addRows(sums []float64, x blas32.General) {
	for i := range x.Rows {
		for k, v := range row(x, i) {
			sums[k] += float64(v)
		}
	}
}
