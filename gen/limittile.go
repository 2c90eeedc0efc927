package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

// limits are the intervals that a tile's rows and columns keep elements of. No least is below the lowest finite number, so
// that -Inf, which stands for nothing, is in none of them.
type limits struct {
	b                  *vector.Builder
	rowLeast, rowBelow vector.Ptr
	colLeast, colBelow vector.Ptr
	least, below       vector.Vec // the row's
	lowest             vector.Operand
}

// newLimits reads the arguments, those of columns only if the kernel has them.
func newLimits(b *vector.Builder, columns bool) limits {
	l := limits{b: b, rowLeast: b.Pointer("rowLeast"), rowBelow: b.Pointer("rowBelow"), least: b.Vec(), below: b.Vec(), lowest: b.Const(-math.MaxFloat32)}
	if columns {
		l.colLeast, l.colBelow = b.Pointer("colLeast"), b.Pointer("colBelow")
	}
	return l
}

// begin takes the limits of the next row.
func (l limits) begin() {
	l.b.Broadcast(l.below, l.rowBelow.At(0))
	least := l.b.Vec()
	l.b.Broadcast(least, l.rowLeast.At(0))
	l.b.Set(l.least, l.lowest)
	l.b.Max(l.least, l.least, least)
}

// byRow tells which lanes of x the row keeps.
func (l limits) byRow(x vector.Vec) vector.Mask { return l.b.Within(x, l.least, l.below) }

// byCol tells which lanes of x, vector i of a stretch, their columns keep.
func (l limits) byCol(x vector.Vec, i int) vector.Mask {
	least := l.b.Vec()
	l.b.Set(least, l.lowest)
	l.b.Max(least, least, l.colLeast.At(i*l.b.Lanes()))
	return l.b.Within(x, least, l.colBelow.At(i*l.b.Lanes()))
}

// countAt adds 1 to the counts at m where k holds.
func countAt(b *vector.Builder, m vector.Mem, k vector.Mask) {
	n := b.Loaded(m)
	b.Count(n, k)
	b.Store(m, n)
}

// storeCount adds up the lanes of a row's count and stores it.
func storeCount(b *vector.Builder, to vector.Ptr, counts []vector.Vec) {
	b.Halve(counts, func(dst, lo, hi vector.Vec) { b.AddInt32(dst, lo, hi) })
	b.Store(to.At(0), counts[0])
}

var limitTile = vector.Kernel{
	Name: "LimitTile",
	File: "limittile",
	Doc: "LimitTile is limitTileGeneric: byRow_ij and byCol_ij are s_ij where row i, or column j, keeps it, and else -Inf; it counts " +
		"what is kept. It writes over 15 elements past the counts of rows.",
	Signature: "func(rows, cols, ld int, byRow, byCol, s, rowLeast, rowBelow, colLeast, colBelow []float32, rowKept, colKept []int32)",
	Body: func(b *vector.Builder) {
		byRow, byCol, s := b.Pointer("byRow"), b.Pointer("byCol"), b.Pointer("s")
		rowKept, colKept := b.Pointer("rowKept"), b.Pointer("colKept")
		l, counts, none := newLimits(b, true), rowLanes(b), b.Vec()
		b.Splat(none, float32(math.Inf(-1)))
		tileWalk{
			tiles:  []vector.Ptr{byRow, byCol, s},
			perRow: []vector.Ptr{l.rowLeast, l.rowBelow, rowKept},
			perCol: []vector.Ptr{l.colLeast, l.colBelow, colKept},
			most:   2,
			begin: func() {
				clearAll(b, counts)
				l.begin()
			},
			stretch: func(vecs int) {
				for i := range vecs {
					x, y := b.Loaded(s.At(i*b.Lanes())), b.Vec()
					row, col := l.byRow(x), l.byCol(x, i)
					b.Select(y, row, x, none)
					b.Store(byRow.At(i*b.Lanes()), y)
					b.Select(x, col, x, none)
					b.Store(byCol.At(i*b.Lanes()), x)
					b.Count(counts[i%len(counts)], row)
					countAt(b, colKept.At(i*b.Lanes()), col)
				}
			},
			end: func() { storeCount(b, rowKept, counts) },
		}.emit(b)
	},
}

var limitTileRows = vector.Kernel{
	Name:      "LimitTileRows",
	File:      "limittile",
	Doc:       "LimitTileRows is limitTileRowsGeneric: what LimitTile does by rows.",
	Signature: "func(rows, cols, ld int, dst, s, rowLeast, rowBelow []float32, rowKept []int32)",
	Body: func(b *vector.Builder) {
		dst, s, rowKept := b.Pointer("dst"), b.Pointer("s"), b.Pointer("rowKept")
		l, counts, none := newLimits(b, false), rowLanes(b), b.Vec()
		b.Splat(none, float32(math.Inf(-1)))
		tileWalk{
			tiles: []vector.Ptr{dst, s}, perRow: []vector.Ptr{l.rowLeast, l.rowBelow, rowKept},
			most: 4,
			begin: func() {
				clearAll(b, counts)
				l.begin()
			},
			stretch: func(vecs int) {
				for i := range vecs {
					x := b.Loaded(s.At(i * b.Lanes()))
					keep := l.byRow(x)
					b.Select(x, keep, x, none)
					b.Store(dst.At(i*b.Lanes()), x)
					b.Count(counts[i%len(counts)], keep)
				}
			},
			end: func() { storeCount(b, rowKept, counts) },
		}.emit(b)
	},
}
