package main

import "github.com/abc86604/temper/gen/vector"

var weightTile = vector.Kernel{
	Name:      "WeightTile",
	File:      "weighttile",
	Doc:       "WeightTile is weightTileGeneric: dst_ij = e_ij (row_i + col_j).",
	Signature: "func(rows, cols, ld int, dst, e, row, col []float32)",
	Body: func(b *vector.Builder) {
		dst, e, row, col := b.Pointer("dst"), b.Pointer("e"), b.Pointer("row"), b.Pointer("col")
		weight := b.Vec()
		tileWalk{
			tiles: []vector.Ptr{dst, e}, perRow: []vector.Ptr{row}, perCol: []vector.Ptr{col},
			most:  4,
			begin: func() { b.Broadcast(weight, row.At(0)) },
			stretch: func(vecs int) {
				for i, w := range b.Vecs(vecs) {
					b.Add(w, weight, col.At(i*b.Lanes()))
					b.Mul(w, w, e.At(i*b.Lanes()))
					b.Store(dst.At(i*b.Lanes()), w)
				}
			},
		}.emit(b)
	},
}

var weightTileShifted = vector.Kernel{
	Name:      "WeightTileShifted",
	File:      "weighttile",
	Doc:       "WeightTileShifted is weightTileShiftedGeneric: dst_ij = e^((s_ij - rowShift_i) scale) row_i + e^((s_ij - colShift_j) scale) col_j.",
	Signature: "func(rows, cols, ld int, dst, s, rowShift, colShift, row, col []float32, scale float32)",
	Body: func(b *vector.Builder) {
		dst, s, row, col := b.Pointer("dst"), b.Pointer("s"), b.Pointer("row"), b.Pointer("col")
		e, weight := newShiftedExponential(b, s), b.Vec()
		ahead := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 4}
		tileWalk{
			tiles: []vector.Ptr{dst, s}, perRow: []vector.Ptr{e.rowShift, row}, perCol: []vector.Ptr{e.colShift, col},
			most: 4,
			begin: func() {
				e.begin()
				b.Broadcast(weight, row.At(0))
			},
			stretch: func(vecs int) {
				e.each(vecs, ahead, e.arguments, func(i int, y []vector.Vec) {
					b.Mul(y[1], y[1], col.At(i*b.Lanes()))
					b.MulAdd(y[1], y[0], weight)
					b.Store(dst.At(i*b.Lanes()), y[1])
				})
			},
		}.emit(b)
	},
}
