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
		lanes, none := rowLanes(b), float32(math.Inf(-1))
		tileWalk{
			tiles: []vector.Ptr{s}, perRow: []vector.Ptr{rowMax}, perCol: []vector.Ptr{colMax},
			most: 4,
			begin: func() {
				for _, top := range lanes {
					b.Splat(top, none)
				}
			},
			stretch: func(vecs int) {
				rows := lanes
				if b.ISA == vector.AVX512 { // all vectors go to one lane: a stretch's own maximum keeps them from waiting for it
					rows = b.Vecs(1)
					b.Splat(rows[0], none)
				}
				for i, v := range b.Vecs(vecs) {
					row, col := rows[i%len(rows)], b.Vec()
					b.Load(v, s.At(i*b.Lanes()))
					b.Max(row, v, row)
					b.Max(col, v, colMax.At(i*b.Lanes()))
					b.Store(colMax.At(i*b.Lanes()), col)
				}
				if b.ISA == vector.AVX512 {
					b.Max(lanes[0], rows[0], lanes[0]) // the earlier of zeros stays
				}
			},
			end: func() {
				b.Halve(lanes, func(dst, lo, hi vector.Vec) { b.Max(dst, hi, lo) })
				b.Store(rowMax.At(0), lanes[0])
			},
		}.emit(b)
	},
}
