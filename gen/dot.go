package main

import "github.com/abc86604/temper/gen/vector"

var dot = vector.Kernel{
	Name:      "Dot",
	File:      "dot",
	Doc:       "Dot is dotGeneric: Σ x_j y_j in 64 lanes of fused multiply-adds.",
	Signature: "func(x, y []float32) float32",
	Body: func(b *vector.Builder) {
		acc := b.Zeros(sumLanes / b.Lanes())
		reduction{
			acc:      acc,
			in:       []vector.Ptr{b.Pointer("x"), b.Pointer("y")},
			identity: []float32{0, negativeZero}, // fma(0, -0, acc) = acc, also if acc is -0
			step:     func(acc vector.Vec, in []vector.Operand) { b.MulAdd(acc, b.Loaded(in[0]), in[1]) },
		}.lanes(b, b.Len("x"))
		b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
		b.Return(acc[0])
	},
}
