package kernels

import (
	"fmt"
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

const (
	// TileLimit is the most rows and columns that a tile has.
	TileLimit = gemmBlock

	// tileSpan is the multiple that a tile's columns come in.
	tileSpan = impl.TileSpan
)

// tileVectors are what a tile's kernel computes of its rows and columns. The
// assembly writes whole vectors of rows.
type tileVectors struct {
	rows [TileLimit + tileSpan]float32
	cols [TileLimit]float32
}

var tileScratches = sync.Pool{New: func() any { return new(tileVectors) }}

// ExpTile takes the exponentials of a tile, dst_ij = e^((s_ij - shift) scale)
// with the difference and the product each rounded to float32, and adds their
// sums to rows and cols: Σ_j dst_ij in 16 lanes and their halving tree, Σ_i dst_ij
// as one float32 chain with i ascending. Columns have no sums where cols is nil.
// dst has the shape and stride of s and may be s.
//
// A tile has at most [TileLimit] rows and columns, and a multiple of 16 columns;
// those to spare hold -Inf, whose exponential is +0. ExpTile panics otherwise,
// and if the length of rows or cols is not that of the tile; cols may be shorter
// than the tile by what is to spare.
func ExpTile(dst, s blas32.General, shift, scale float32, rows, cols []float64) {
	active.ExpTile(dst, s, shift, scale, rows, cols)
}

// ExpTile is [ExpTile] on this backend.
func (b *Backend) ExpTile(dst, s blas32.General, shift, scale float32, rows, cols []float64) {
	checkTile("ExpTile", s, len(rows), len(cols), cols == nil)
	sameTile("ExpTile", dst, s)
	t := tileScratches.Get().(*tileVectors)
	clear(t.cols[:])
	eachStrip(s, func(lo, n int, data []float32) {
		b.table.ExpTile(n, s.Cols, s.Stride, dst.Data[lo*s.Stride:], data, t.rows[lo:], t.cols[:], shift, scale)
	})
	t.addTo(rows, cols)
	tileScratches.Put(t)
}

// ExpTileShifted adds to rows and cols the sums over a tile, which it leaves alone, of
// e^((s_ij - rowShift_i) scale) over j and of e^((s_ij - colShift_j) scale) over
// i, rounded and summed as those of [ExpTile]. rowShift and colShift have an
// element for each row and column of the tile.
func ExpTileShifted(s blas32.General, rowShift, colShift []float32, scale float32, rows, cols []float64) {
	active.ExpTileShifted(s, rowShift, colShift, scale, rows, cols)
}

// ExpTileShifted is [ExpTileShifted] on this backend.
func (b *Backend) ExpTileShifted(s blas32.General, rowShift, colShift []float32, scale float32, rows, cols []float64) {
	checkTile("ExpTileShifted", s, len(rows), len(cols), cols == nil)
	sameLength("ExpTileShifted", "s's rows, rowShift", s.Rows, len(rowShift))
	sameLength("ExpTileShifted", "s's columns, colShift", s.Cols, len(colShift))
	t := tileScratches.Get().(*tileVectors)
	clear(t.cols[:])
	eachStrip(s, func(lo, n int, data []float32) {
		b.table.ExpTileShifted(n, s.Cols, s.Stride, data, rowShift[lo:], colShift, t.rows[lo:], t.cols[:], scale)
	})
	t.addTo(rows, cols)
	tileScratches.Put(t)
}

// MaxTile raises rows_i to the largest element of row i of a tile, and
// cols_j, unless cols is nil, to that of column j, by comparisons that are false
// for NaN. What it asks of a tile is in [ExpTile].
func MaxTile(s blas32.General, rows, cols []float32) { active.MaxTile(s, rows, cols) }

// MaxTile is [MaxTile] on this backend.
func (b *Backend) MaxTile(s blas32.General, rows, cols []float32) {
	checkTile("MaxTile", s, len(rows), len(cols), cols == nil)
	t := tileScratches.Get().(*tileVectors)
	for j := 0; j < TileLimit; j += tileSpan {
		copy(t.cols[j:], impl.Lowest[:])
	}
	eachStrip(s, func(lo, n int, data []float32) {
		b.table.MaxTile(n, s.Cols, s.Stride, data, t.rows[lo:], t.cols[:])
	})
	for i := range rows {
		rows[i] = impl.Greater(t.rows[i], rows[i])
	}
	for j := range cols {
		cols[j] = impl.Greater(t.cols[j], cols[j])
	}
	tileScratches.Put(t)
}

// WeightTile sets dst_ij = e_ij (row_i + col_j), the sum and the product each
// rounded to float32. row and col have an element for each row and column of
// the tile; what it asks of tiles is in [ExpTile].
func WeightTile(dst, e blas32.General, row, col []float32) { active.WeightTile(dst, e, row, col) }

// WeightTile is [WeightTile] on this backend.
func (b *Backend) WeightTile(dst, e blas32.General, row, col []float32) {
	checkTile("WeightTile", e, len(row), len(col), false)
	sameTile("WeightTile", dst, e)
	sameLength("WeightTile", "e's columns, col", e.Cols, len(col))
	eachStrip(e, func(lo, n int, data []float32) {
		b.table.WeightTile(n, e.Cols, e.Stride, dst.Data[lo*e.Stride:], data, row[lo:], col)
	})
}

// WeightTileShifted sets
//
//	dst_ij = e^((s_ij - rowShift_i) scale) row_i + e^((s_ij - colShift_j) scale) col_j
//
// where the second product is rounded to float32 and the first fused with the
// sum. All vectors have an element for each row or column of the tile; what it
// asks of tiles is in [ExpTile].
func WeightTileShifted(dst, s blas32.General, rowShift, colShift []float32, scale float32, row, col []float32) {
	active.WeightTileShifted(dst, s, rowShift, colShift, scale, row, col)
}

// WeightTileShifted is [WeightTileShifted] on this backend.
func (b *Backend) WeightTileShifted(dst, s blas32.General, rowShift, colShift []float32, scale float32, row, col []float32) {
	checkTile("WeightTileShifted", s, len(row), len(col), false)
	sameTile("WeightTileShifted", dst, s)
	sameLength("WeightTileShifted", "s's rows, row, rowShift", s.Rows, len(row), len(rowShift))
	sameLength("WeightTileShifted", "s's columns, col, colShift", s.Cols, len(col), len(colShift))
	eachStrip(s, func(lo, n int, data []float32) {
		b.table.WeightTileShifted(n, s.Cols, s.Stride, dst.Data[lo*s.Stride:], data, rowShift[lo:], colShift, row[lo:], col, scale)
	})
}

// eachStrip calls f for rows of s that one call into assembly covers: n from lo
// on, which begin at data.
func eachStrip(s blas32.General, f func(lo, n int, data []float32)) {
	most := max(1, tileCall/max(1, s.Cols))
	for lo := 0; lo < s.Rows; lo += most {
		f(lo, min(most, s.Rows-lo), s.Data[lo*s.Stride:])
	}
}

// tileCall is the number of elements that one call into assembly covers.
const tileCall = Block

func (t *tileVectors) addTo(rows, cols []float64) {
	for i := range rows {
		rows[i] += float64(t.rows[i])
	}
	for j := range cols {
		cols[j] += float64(t.cols[j])
	}
}

// checkTile panics unless s is a tile with so many rows and, give or take what
// is to spare, columns.
func checkTile(kernel string, s blas32.General, rows, cols int, anyCols bool) {
	switch {
	case s.Rows < 1 || s.Cols < 1 || s.Rows > TileLimit || s.Cols > TileLimit || s.Cols%tileSpan != 0:
		panic(fmt.Sprintf("kernels: %s: a tile of %d×%d", kernel, s.Rows, s.Cols))
	case s.Stride < s.Cols || len(s.Data) < (s.Rows-1)*s.Stride+s.Cols:
		panic(fmt.Sprintf("kernels: %s: len(s.Data) = %d is too short for %d×%d with stride %d", kernel, len(s.Data), s.Rows, s.Cols, s.Stride))
	case rows != s.Rows || !anyCols && (cols > s.Cols || cols <= s.Cols-tileSpan):
		panic(fmt.Sprintf("kernels: %s: a tile of %d×%d with vectors of %d rows and %d columns", kernel, s.Rows, s.Cols, rows, cols))
	}
}

// sameTile panics unless dst can hold what s does.
func sameTile(kernel string, dst, s blas32.General) {
	if dst.Rows != s.Rows || dst.Cols != s.Cols || dst.Stride != s.Stride || len(dst.Data) < (s.Rows-1)*s.Stride+s.Cols {
		panic(fmt.Sprintf("kernels: %s: dst is %d×%d with stride %d over %d elements, the tile %d×%d with stride %d",
			kernel, dst.Rows, dst.Cols, dst.Stride, len(dst.Data), s.Rows, s.Cols, s.Stride))
	}
}
