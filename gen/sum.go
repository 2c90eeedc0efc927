package main

import "github.com/abc86604/temper/gen/vector"

var sum = vector.Kernel{
	Name:      "Sum",
	File:      "sum",
	Doc:       "Sum is sumGeneric: Σ x_j in 64 lanes.",
	Signature: "func(x []float32) float32",
	Body: func(b *vector.Builder) {
		acc := b.Zeros(sumLanes / b.Lanes())
		reduction{
			acc:      acc,
			in:       []vector.Ptr{b.Pointer("x")},
			identity: []float32{negativeZero},
			step:     func(acc vector.Vec, in []vector.Operand) { b.Add(acc, acc, in[0]) },
		}.lanes(b, b.Len("x"))
		b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
		b.Return(acc[0])
	},
}
