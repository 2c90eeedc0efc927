package main

import "github.com/abc86604/temper/gen/vector"

var weightTile = vector.Kernel{
	Name:      "WeightTile",
	File:      "weighttile",
	Doc:       "WeightTile is weightTileGeneric: dst_ij = e_ij (row_i + col_j).",
	Signature: "func(rows, cols, ld int, dst, e, row, col []float32)",
	Body: func(b *vector.Builder) {
		dst, e, row, col := b.Pointer("dst"), b.Pointer("e"), b.Pointer("row"), b.Pointer("col")
		tileRows(b, []vector.Ptr{dst, e}, []vector.Ptr{row}, func() {
			r := b.Vec()
			b.Broadcast(r, row.At(0))
			tileColumns(b, 4, []vector.Ptr{dst, e, col}, func(at []vector.Ptr, vecs int) {
				for i, w := range b.Vecs(vecs) {
					b.Add(w, r, at[2].At(i*b.Lanes()))
					b.Mul(w, w, at[1].At(i*b.Lanes()))
					b.Store(at[0].At(i*b.Lanes()), w)
				}
			})
		})
	},
}

var weightTileShifted = vector.Kernel{
	Name:      "WeightTileShifted",
	File:      "weighttile",
	Doc:       "WeightTileShifted is weightTileShiftedGeneric: dst_ij = e^((s_ij - rowShift_i) scale) row_i + e^((s_ij - colShift_j) scale) col_j.",
	Signature: "func(rows, cols, ld int, dst, s, rowShift, colShift, row, col []float32, scale float32)",
	Body: func(b *vector.Builder) {
		dst, s, rowShift, colShift := b.Pointer("dst"), b.Pointer("s"), b.Pointer("rowShift"), b.Pointer("colShift")
		row, col := b.Pointer("row"), b.Pointer("col")
		scale, e := b.Float("scale"), newExponential(b)
		tileRows(b, []vector.Ptr{dst, s}, []vector.Ptr{rowShift, row}, func() {
			shift, r := b.Vec(), b.Vec()
			b.Broadcast(shift, rowShift.At(0))
			b.Broadcast(r, row.At(0))
			tileColumns(b, 1, []vector.Ptr{dst, s, colShift, col}, func(at []vector.Ptr, vecs int) {
				for i := range vecs {
					v := b.Vec()
					b.Load(v, at[1].At(i*b.Lanes()))
					byRow, byCol := shiftedExponentials(e, v, shift, at[2].At(i*b.Lanes()), scale)
					b.Mul(byCol, byCol, at[3].At(i*b.Lanes()))
					b.MulAdd(byCol, byRow, r)
					b.Store(at[0].At(i*b.Lanes()), byCol)
				}
			})
		})
	},
}
