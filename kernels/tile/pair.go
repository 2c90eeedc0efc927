package tile

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
)

// pairs are two sets of what a kernel computes of a tile.
type pairs [2]vectors

var pairScratches = sync.Pool{New: func() any { return new(pairs) }}

// ExpPair adds to rows[k] and cols[k] the sums over a tile, which it leaves alone,
// of e^((s_ij - shift) scales[k]): at two scales what two calls of [Exp] add, to
// the bit. Sums that are nil are not wanted.
func ExpPair(s blas32.General, shift float32, scales [2]float32, rows, cols [2][]float64) {
	for k := range rows {
		checkTile("ExpPair", s, length(rows[k]), length(cols[k]))
	}
	t := pairScratches.Get().(*pairs)
	for k := range t {
		clear(t[k].cols[:s.Cols])
	}
	eachStrip(s, func(lo, n int, data []float32) {
		active.ExpTilePair(n, s.Cols, s.Stride, data, t[0].rows[lo:], t[1].rows[lo:], t[0].cols[:], t[1].cols[:], shift, scales[0], scales[1])
	})
	for k := range t {
		t[k].addTo(rows[k], cols[k])
	}
	pairScratches.Put(t)
}

// WeightPair sets
//
//	dst_ij = e^((s_ij - shift) scales[0]) (row[0]_i + col[0]_j) + e^((s_ij - shift) scales[1]) (row[1]_i + col[1]_j)
//
// where the second product is rounded to float32 and the first fused with the
// sum. dst has the shape and stride of s and may be s; row and col have an element
// for each row and column of the tile. What it asks of a tile is in [Exp].
func WeightPair(dst, s blas32.General, shift float32, scales [2]float32, row, col [2][]float32) {
	for k := range row {
		checkTile("WeightPair", s, len(row[k]), len(col[k]))
		checkLength("WeightPair", "col", len(col[k]), s.Cols)
	}
	sameTile("WeightPair", dst, s)
	eachStrip(s, func(lo, n int, data []float32) {
		active.WeightTilePair(n, s.Cols, s.Stride, dst.Data[lo*s.Stride:], data, row[0][lo:], row[1][lo:], col[0], col[1], shift, scales[0], scales[1])
	})
}
