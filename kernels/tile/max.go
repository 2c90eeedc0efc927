package tile

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Max raises rows_i to the largest element of row i of a tile, and cols_j to that
// of column j, by comparisons that are false for NaN; neither where rows or cols
// is nil. What it asks of a tile is in [Exp].
func Max(s blas32.General, rows, cols []float32) {
	checkTile("Max", s, length(rows), length(cols))
	t := scratches.Get().(*vectors)
	for j := 0; j < EdgeLimit; j += span {
		copy(t.cols[j:], impl.Lowest[:])
	}
	eachStrip(s, func(lo, n int, data []float32) {
		active.MaxTile(n, s.Cols, s.Stride, data, t.rows[lo:], t.cols[:])
	})
	for i := range rows {
		rows[i] = impl.Greater(t.rows[i], rows[i])
	}
	for j := range cols {
		cols[j] = impl.Greater(t.cols[j], cols[j])
	}
	scratches.Put(t)
}
