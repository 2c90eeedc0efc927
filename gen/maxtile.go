package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

var maxTile = vector.Kernel{
	Name:      "MaxTile",
	File:      "maxtile",
	Doc:       "MaxTile is maxTileGeneric: the largest element of each row, in 16 lanes, and of each column and what it has. It writes over 15 elements past those of rows.",
	Signature: "func(rows, cols, ld int, s, rowMax, colMax []float32)",
	Body: func(b *vector.Builder) {
		s, rowMax, colMax := b.Pointer("s"), b.Pointer("rowMax"), b.Pointer("colMax")
		tileRows(b, []vector.Ptr{s}, []vector.Ptr{rowMax}, func() {
			acc := b.Vecs(tileSpan / b.Lanes())
			for _, a := range acc {
				b.Splat(a, float32(math.Inf(-1)))
			}
			tileColumns(b, 1, []vector.Ptr{s, colMax}, func(at []vector.Ptr, vecs int) {
				v, top := b.Vec(), b.Vec()
				for i := range vecs {
					b.Load(v, at[0].At(i*b.Lanes()))
					b.Max(acc[i], v, acc[i])
					b.Max(top, v, at[1].At(i*b.Lanes()))
					b.Store(at[1].At(i*b.Lanes()), top)
				}
			})
			b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Max(dst, hi, lo) })
			b.Store(rowMax.At(0), acc[0])
		})
	},
}
