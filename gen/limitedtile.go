package main

import "github.com/abc86604/temper/gen/vector"

// limitedTile is a kernel that takes the exponentials of a tile for what limits keep of its rows and, if it has any, columns.
type limitedTile struct {
	limits
	tileExponential
	ahead map[vector.ISA]int
}

func newLimitedTile(b *vector.Builder, columns bool, ahead map[vector.ISA]int) limitedTile {
	exp := tileExponential{newExponential(b), b.Pointer("s"), floatAtUse(b, "shift"), floatAtUse(b, "scale")}
	t := limitedTile{newLimits(b, columns), exp, ahead}
	t.together = min(t.together, ahead[b.ISA])
	return t
}

// each calls use with each vector of a stretch and its exponential.
func (t limitedTile) each(b *vector.Builder, vecs int, use func(i int, s, e vector.Vec)) {
	t.exponential.each(vecs, t.ahead, t.arguments, func(i int, y []vector.Vec) { use(i, b.Loaded(t.s.At(i*b.Lanes())), y[0]) })
}

// sumKept adds e to the sum at m where k holds.
func sumKept(b *vector.Builder, m vector.Mem, k vector.Mask, e vector.Vec) {
	kept := b.Vec()
	b.Keep(kept, k, e)
	b.Add(kept, kept, m)
	b.Store(m, kept)
}

func expTileLimitedBody(columns bool) func(b *vector.Builder) {
	return func(b *vector.Builder) {
		t := newLimitedTile(b, columns, map[vector.ISA]int{vector.AVX2: 4, vector.AVX512: 4, vector.NEON: 2})
		rowSums, rowKept := b.Pointer("rowSums"), b.Pointer("rowKept")
		var colSums, colKept vector.Ptr
		var perCol []vector.Ptr
		if columns {
			colSums, colKept = b.Pointer("colSums"), b.Pointer("colKept")
			perCol = []vector.Ptr{t.colLeast, t.colBelow, colSums, colKept}
		}
		sums, counts := rowLanes(b), rowLanes(b)
		tileWalk{
			tiles:  []vector.Ptr{t.s},
			perRow: []vector.Ptr{t.rowLeast, t.rowBelow, rowSums, rowKept},
			perCol: perCol,
			most:   4,
			begin: func() {
				clearAll(b, sums, counts)
				t.begin()
			},
			stretch: func(vecs int) {
				t.each(b, vecs, func(i int, s, e vector.Vec) {
					if columns {
						keep := t.byCol(s, i)
						countAt(b, colKept.At(i*b.Lanes()), keep)
						sumKept(b, colSums.At(i*b.Lanes()), keep, e)
					}
					keep, lane := t.byRow(s), i%len(sums)
					b.Count(counts[lane], keep)
					b.Keep(e, keep, e)
					b.Add(sums[lane], sums[lane], e)
				})
			},
			end: func() {
				storeSum(b, rowSums, sums)
				storeCount(b, rowKept, counts)
			},
		}.emit(b)
	}
}

var expTileLimited = vector.Kernel{
	Name: "ExpTileLimited",
	File: "limitedtile",
	Doc: "ExpTileLimited is expTileLimitedGeneric: the sums of e^((s_ij - shift) scale) over what rows keep and over what columns " +
		"keep, and its numbers. It writes over 15 elements past the sums and the counts of rows.",
	Signature: "func(rows, cols, ld int, s, rowLeast, rowBelow, colLeast, colBelow, rowSums, colSums []float32, rowKept, colKept []int32, shift, scale float32)",
	Body:      expTileLimitedBody(true),
}

var expTileLimitedRows = vector.Kernel{
	Name:      "ExpTileLimitedRows",
	File:      "limitedtile",
	Doc:       "ExpTileLimitedRows is expTileLimitedRowsGeneric: what ExpTileLimited does by rows.",
	Signature: "func(rows, cols, ld int, s, rowLeast, rowBelow, rowSums []float32, rowKept []int32, shift, scale float32)",
	Body:      expTileLimitedBody(false),
}

func weightTileLimitedBody(columns bool) func(b *vector.Builder) {
	return func(b *vector.Builder) {
		t := newLimitedTile(b, columns, map[vector.ISA]int{vector.AVX2: 4, vector.AVX512: 4, vector.NEON: 2})
		dst, row, weight := b.Pointer("dst"), b.Pointer("row"), b.Vec()
		var col vector.Ptr
		var perCol []vector.Ptr
		if columns {
			col = b.Pointer("col")
			perCol = []vector.Ptr{t.colLeast, t.colBelow, col}
		}
		tileWalk{
			tiles:  []vector.Ptr{dst, t.s},
			perRow: []vector.Ptr{t.rowLeast, t.rowBelow, row},
			perCol: perCol,
			most:   4,
			begin: func() {
				t.begin()
				b.Broadcast(weight, row.At(0))
			},
			stretch: func(vecs int) {
				t.each(b, vecs, func(i int, s, e vector.Vec) {
					w := b.Vec()
					b.Keep(w, t.byRow(s), weight)
					if columns {
						c := b.Loaded(col.At(i * b.Lanes()))
						b.Keep(c, t.byCol(s, i), c)
						b.Add(w, w, c)
					}
					b.Mul(w, w, e)
					b.Store(dst.At(i*b.Lanes()), w)
				})
			},
		}.emit(b)
	}
}

var weightTileLimited = vector.Kernel{
	Name: "WeightTileLimited",
	File: "limitedtile",
	Doc: "WeightTileLimited is weightTileLimitedGeneric: dst_ij = e^((s_ij - shift) scale) (row_i + col_j), row_i where row i keeps " +
		"s_ij and col_j where column j does, else +0.",
	Signature: "func(rows, cols, ld int, dst, s, rowLeast, rowBelow, colLeast, colBelow, row, col []float32, shift, scale float32)",
	Body:      weightTileLimitedBody(true),
}

var weightTileLimitedRows = vector.Kernel{
	Name:      "WeightTileLimitedRows",
	File:      "limitedtile",
	Doc:       "WeightTileLimitedRows is weightTileLimitedRowsGeneric: WeightTileLimited with col_j = +0.",
	Signature: "func(rows, cols, ld int, dst, s, rowLeast, rowBelow, row []float32, shift, scale float32)",
	Body:      weightTileLimitedBody(false),
}
