package tile

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// ExpLimited adds to rowSums and colSums the sums over a tile, which it leaves
// alone, of e^((s_ij - shift) scale): over the j that row i keeps, and over the i
// that column j keeps, rounded and summed as those of [Exp]. It adds the numbers
// of elements kept to rowKept and colKept, unless they are nil. Columns have no
// part in it, and cost nothing, where colSums is nil: cols and colKept are not
// looked at then. What it asks of a tile is in [Exp].
func ExpLimited(s blas32.General, shift, scale float32, rows, cols Limits, rowSums, colSums, rowKept, colKept []float64) {
	checkTile("ExpLimited", s, len(rowSums), length(colSums))
	checkTile("ExpLimited", s, length(rowKept), none)
	rows.check("ExpLimited", s.Rows)
	columns := colSums != nil
	if columns {
		checkTile("ExpLimited", s, none, length(colKept))
		cols.check("ExpLimited", s.Cols)
	}
	t := limitedScratches.Get().(*limitedVectors)
	clear(t.sums.cols[:s.Cols])
	clear(t.kept.cols[:s.Cols])
	eachStrip(s, func(lo, n int, data []float32) {
		sums, kept := t.sums.rows[lo:], t.kept.rows[lo:]
		if columns {
			active.ExpTileLimited(n, s.Cols, s.Stride, data, rows.Least[lo:], rows.Below[lo:], cols.Least, cols.Below,
				sums, t.sums.cols[:], kept, t.kept.cols[:], shift, scale)
			return
		}
		active.ExpTileLimitedRows(n, s.Cols, s.Stride, data, rows.Least[lo:], rows.Below[lo:], sums, kept, shift, scale)
	})
	t.sums.addTo(rowSums, colSums)
	t.kept.addTo(rowKept, nil)
	if columns {
		t.kept.addTo(nil, colKept)
	}
	limitedScratches.Put(t)
}

// WeightLimited sets dst_ij = e^((s_ij - shift) scale) (row_i + col_j), where
// row_i counts as +0 unless row i keeps s_ij, and col_j unless column j does. The
// sum and the product are each rounded to float32. Columns have no part in it,
// and cost nothing, where col is nil: cols is not looked at then. dst has the
// shape and stride of s and may be s; vectors have an element for each row or
// column of the tile. What it asks of a tile is in [Exp].
func WeightLimited(dst, s blas32.General, shift, scale float32, rows, cols Limits, row, col []float32) {
	checkTile("WeightLimited", s, len(row), length(col))
	sameTile("WeightLimited", dst, s)
	rows.check("WeightLimited", s.Rows)
	columns := col != nil
	if columns {
		checkLength("WeightLimited", "col", len(col), s.Cols)
		cols.check("WeightLimited", s.Cols)
	}
	eachStrip(s, func(lo, n int, data []float32) {
		to := dst.Data[lo*s.Stride:]
		if columns {
			active.WeightTileLimited(n, s.Cols, s.Stride, to, data, rows.Least[lo:], rows.Below[lo:], cols.Least, cols.Below,
				row[lo:], col, shift, scale)
			return
		}
		active.WeightTileLimitedRows(n, s.Cols, s.Stride, to, data, rows.Least[lo:], rows.Below[lo:], row[lo:], shift, scale)
	})
}

// limitedVectors are the sums and the counts of what a tile's limits keep.
type limitedVectors struct {
	sums vectors
	kept counts
}

var limitedScratches = sync.Pool{New: func() any { return new(limitedVectors) }}
