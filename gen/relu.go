package main

import "github.com/abc86604/temper/gen/vector"

var relu = vector.Kernel{
	Name:      "ReLU",
	File:      "relu",
	Doc:       "ReLU is reLUGeneric: dst_j = x_j if x_j > 0, else +0.",
	Signature: "func(dst, x []float32)",
	Body: func(b *vector.Builder) {
		dst, x, zero := b.Pointer("dst"), b.Pointer("x"), b.Zeros(1)[0]
		elementwise(b, b.Len("x"), mapWidths, []vector.Ptr{dst, x}, func(c chunk) {
			v := c.load(x)
			for i := range v {
				b.Max(v[i], v[i], zero)
			}
			c.store(dst, v)
		})
	},
}

var reluBackward = vector.Kernel{
	Name:      "ReLUBackward",
	File:      "relu",
	Doc:       "ReLUBackward is reLUBackwardGeneric: dx_j = dy_j if y_j > 0, else +0.",
	Signature: "func(dx, dy, y []float32)",
	Body: func(b *vector.Builder) {
		dx, dy, y, zero := b.Pointer("dx"), b.Pointer("dy"), b.Pointer("y"), b.Zeros(1)[0]
		elementwise(b, b.Len("dx"), mapWidths, []vector.Ptr{dx, dy, y}, func(c chunk) {
			v, ys := c.load(dy), c.load(y)
			for i := range v {
				b.Keep(v[i], b.Greater(ys[i], zero), v[i])
			}
			c.store(dx, v)
		})
	},
}
