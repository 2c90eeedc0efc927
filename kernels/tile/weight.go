package tile

import (
	"gonum.org/v1/gonum/blas/blas32"
)

// Weight sets dst_ij = e_ij (row_i + col_j), the sum and the product each
// rounded to float32. row and col have an element for each row and column of
// the tile; what it asks of tiles is in [Exp].
func Weight(dst, e blas32.General, row, col []float32) {
	checkTile("Weight", e, len(row), len(col))
	sameTile("Weight", dst, e)
	checkLength("Weight", "col", len(col), e.Cols)
	eachStrip(e, func(lo, n int, data []float32) {
		active.WeightTile(n, e.Cols, e.Stride, dst.Data[lo*e.Stride:], data, row[lo:], col)
	})
}

// WeightShifted sets
//
//	dst_ij = e^((s_ij - rowShift_i) scale) row_i + e^((s_ij - colShift_j) scale) col_j
//
// where the second product is rounded to float32 and the first fused with the
// sum. All vectors have an element for each row or column of the tile; what it
// asks of tiles is in [Exp].
func WeightShifted(dst, s blas32.General, rowShift, colShift []float32, scale float32, row, col []float32) {
	checkTile("WeightShifted", s, len(row), len(col))
	sameTile("WeightShifted", dst, s)
	checkLength("WeightShifted", "rowShift", len(rowShift), s.Rows)
	checkLength("WeightShifted", "col", len(col), s.Cols)
	checkLength("WeightShifted", "colShift", len(colShift), s.Cols)
	eachStrip(s, func(lo, n int, data []float32) {
		active.WeightTileShifted(n, s.Cols, s.Stride, dst.Data[lo*s.Stride:], data, rowShift[lo:], colShift, row[lo:], col, scale)
	})
}
