package tile

import (
	"gonum.org/v1/gonum/blas/blas32"
)

// Exp takes the exponentials of a tile, dst_ij = e^((s_ij - shift) scale) with
// the difference and the product each rounded to float32, and adds their
// sums to rows and cols: Σ_j dst_ij in 16 lanes and their halving tree, Σ_i dst_ij
// as one float32 chain with i ascending. Rows have no sums where rows is nil, and
// columns none where cols is. dst has the shape and stride of s and may be s.
//
// A tile has at most [EdgeLimit] rows and columns, and a multiple of 16 columns;
// those to spare hold -Inf, whose exponential is +0. Exp panics otherwise, and if
// the length of rows or cols is not that of the tile; cols may be shorter than
// the tile by what is to spare.
func Exp(dst, s blas32.General, shift, scale float32, rows, cols []float64) {
	checkTile("Exp", s, length(rows), length(cols))
	sameTile("Exp", dst, s)
	t := scratches.Get().(*vectors)
	clear(t.cols[:])
	eachStrip(s, func(lo, n int, data []float32) {
		active.ExpTile(n, s.Cols, s.Stride, dst.Data[lo*s.Stride:], data, t.rows[lo:], t.cols[:], shift, scale)
	})
	t.addTo(rows, cols)
	scratches.Put(t)
}

// ExpShifted adds to rows and cols the sums over a tile, which it leaves alone, of
// e^((s_ij - rowShift_i) scale) over j and of e^((s_ij - colShift_j) scale) over
// i, rounded and summed as those of [Exp], where rows or cols is nil none.
// rowShift and colShift have an element for each row and column of the tile.
func ExpShifted(s blas32.General, rowShift, colShift []float32, scale float32, rows, cols []float64) {
	checkTile("ExpShifted", s, length(rows), length(cols))
	checkLength("ExpShifted", "rowShift", len(rowShift), s.Rows)
	checkLength("ExpShifted", "colShift", len(colShift), s.Cols)
	t := scratches.Get().(*vectors)
	clear(t.cols[:])
	eachStrip(s, func(lo, n int, data []float32) {
		active.ExpTileShifted(n, s.Cols, s.Stride, data, rowShift[lo:], colShift, t.rows[lo:], t.cols[:], scale)
	})
	t.addTo(rows, cols)
	scratches.Put(t)
}
