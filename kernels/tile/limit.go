package tile

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// Limits are the similarities that each of some anchors keeps: those that are at
// least Least and below Below. -Inf is never kept, nor is NaN.
type Limits struct{ Least, Below []float32 }

// Limit sets byRow_ij to s_ij where row i keeps it, byCol_ij to s_ij where column
// j does, and both to -Inf elsewhere. It adds the numbers of elements kept to
// rowKept and colKept, unless they are nil. byRow and byCol have the shape and
// stride of s, and one of them may be s; limits have an element for each row or
// column of the tile. What it asks of a tile is in [Exp].
func Limit(byRow, byCol, s blas32.General, rows, cols Limits, rowKept, colKept []float64) {
	checkTile("Limit", s, length(rowKept), length(colKept))
	sameTile("Limit", byRow, s)
	sameTile("Limit", byCol, s)
	rows.check("Limit", s.Rows)
	cols.check("Limit", s.Cols)
	t := countScratches.Get().(*counts)
	clear(t.cols[:s.Cols])
	eachStrip(s, func(lo, n int, data []float32) {
		active.LimitTile(n, s.Cols, s.Stride, byRow.Data[lo*s.Stride:], byCol.Data[lo*s.Stride:], data,
			rows.Least[lo:], rows.Below[lo:], cols.Least, cols.Below, t.rows[lo:], t.cols[:])
	})
	t.addTo(rowKept, colKept)
	countScratches.Put(t)
}

// LimitRows is the half of [Limit] that concerns rows.
func LimitRows(dst, s blas32.General, rows Limits, kept []float64) {
	checkTile("LimitRows", s, length(kept), none)
	sameTile("LimitRows", dst, s)
	rows.check("LimitRows", s.Rows)
	t := countScratches.Get().(*counts)
	eachStrip(s, func(lo, n int, data []float32) {
		active.LimitTileRows(n, s.Cols, s.Stride, dst.Data[lo*s.Stride:], data, rows.Least[lo:], rows.Below[lo:], t.rows[lo:])
	})
	t.addTo(kept, nil)
	countScratches.Put(t)
}

// counts are how many elements a tile's rows and columns keep. The assembly
// writes whole vectors of rows.
type counts struct {
	rows [EdgeLimit + span]int32
	cols [EdgeLimit]int32
}

var countScratches = sync.Pool{New: func() any { return new(counts) }}

// addTo adds the counts to those of rows and cols, unless they are nil.
func (t *counts) addTo(rows, cols []float64) {
	add(rows, t.rows[:])
	add(cols, t.cols[:])
}

// check panics unless the limits have an element for each of n rows or columns.
func (l Limits) check(function string, n int) {
	checkLength(function, "Least", len(l.Least), n)
	checkLength(function, "Below", len(l.Below), n)
}
