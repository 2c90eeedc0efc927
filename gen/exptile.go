package main

import "github.com/abc86604/temper/gen/vector"

var expTile = vector.Kernel{
	Name:      "ExpTile",
	File:      "exptile",
	Doc:       "ExpTile is expTileGeneric: dst_ij = e^((s_ij - shift) scale) with the sums of rows, 16 lanes each, and of columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, dst, s, rowSums, colSums []float32, shift, scale float32)",
	Body: func(b *vector.Builder) {
		dst, s := b.Pointer("dst"), b.Pointer("s")
		rowSums, colSums := b.Pointer("rowSums"), b.Pointer("colSums")
		shift, scale, e := b.Float("shift"), b.Float("scale"), newExponential(b)
		tileRows(b, []vector.Ptr{dst, s}, []vector.Ptr{rowSums}, func() {
			acc := b.Zeros(tileSpan / b.Lanes())
			tileColumns(b, expVecs, []vector.Ptr{dst, s, colSums}, func(at []vector.Ptr, vecs int) {
				c := chunk{Builder: b, vecs: vecs}
				v := c.load(at[1])
				for i := range v {
					b.Sub(v[i], v[i], shift)
					b.Mul(v[i], v[i], scale)
				}
				v = e.of(v)
				c.store(at[0], v)
				for i := range v {
					b.Add(acc[i%len(acc)], acc[i%len(acc)], v[i])
					addTo(b, at[2].At(i*b.Lanes()), v[i])
				}
			})
			b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
			b.Store(rowSums.At(0), acc[0])
		})
	},
}

// shiftedExponentials returns e^((s - rowShift) scale) and e^((s - colShift) scale).
func shiftedExponentials(e exponential, s, rowShift vector.Vec, colShift vector.Mem, scale vector.Vec) (byRow, byCol vector.Vec) {
	b := e.b
	x := b.Vecs(2)
	b.Sub(x[1], s, colShift)
	b.Sub(x[0], s, rowShift)
	for i := range x {
		b.Mul(x[i], x[i], scale)
	}
	x = e.of(x)
	return x[0], x[1]
}

var expTileShifted = vector.Kernel{
	Name:      "ExpTileShifted",
	File:      "exptile",
	Doc:       "ExpTileShifted is expTileShiftedGeneric: the sums of e^((s_ij - rowShift_i) scale) over rows and of e^((s_ij - colShift_j) scale) over columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, s, rowShift, colShift, rowSums, colSums []float32, scale float32)",
	Body: func(b *vector.Builder) {
		s, rowShift, colShift := b.Pointer("s"), b.Pointer("rowShift"), b.Pointer("colShift")
		rowSums, colSums := b.Pointer("rowSums"), b.Pointer("colSums")
		scale, e := b.Float("scale"), newExponential(b)
		tileRows(b, []vector.Ptr{s}, []vector.Ptr{rowShift, rowSums}, func() {
			acc, shift := b.Zeros(tileSpan/b.Lanes()), b.Vec()
			b.Broadcast(shift, rowShift.At(0))
			tileColumns(b, 1, []vector.Ptr{s, colShift, colSums}, func(at []vector.Ptr, vecs int) {
				for i := range vecs {
					v := b.Vec()
					b.Load(v, at[0].At(i*b.Lanes()))
					byRow, byCol := shiftedExponentials(e, v, shift, at[1].At(i*b.Lanes()), scale)
					b.Add(acc[i], acc[i], byRow)
					addTo(b, at[2].At(i*b.Lanes()), byCol)
				}
			})
			b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
			b.Store(rowSums.At(0), acc[0])
		})
	},
}
