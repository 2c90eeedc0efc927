package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

var maximum = vector.Kernel{
	Name:      "Max",
	File:      "max",
	Doc:       "Max is maxGeneric: the greatest x_j in 64 lanes, by comparisons that are false for NaN.",
	Signature: "func(x []float32) float32",
	Body: func(b *vector.Builder) {
		lowest := float32(math.Inf(-1))
		acc := b.Vecs(sumLanes / b.Lanes())
		for _, v := range acc {
			b.Splat(v, lowest)
		}
		reduction{
			acc:      acc,
			in:       []vector.Ptr{b.Pointer("x")},
			identity: []float32{lowest},
			step:     func(acc vector.Vec, in []vector.Operand) { b.Max(acc, b.Loaded(in[0]), acc) },
		}.lanes(b, b.Len("x"))
		b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Max(dst, hi, lo) })
		b.Return(acc[0])
	},
}
