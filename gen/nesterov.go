package main

import "github.com/abc86604/temper/gen/vector"

var nesterov = vector.Kernel{
	Name: "Nesterov",
	File: "nesterov",
	Doc: "Nesterov is nesterovGeneric: v_j = fma(momentum, v_j, d) with d = fma(decay, w_j, g_j), " +
		"then w_j = fma(-lr, fma(momentum, v_j, d), w_j).",
	Signature: "func(w, v, g []float32, lr, momentum, decay float32)",
	Body: func(b *vector.Builder) {
		w, v, g := b.Pointer("w"), b.Pointer("v"), b.Pointer("g")
		lr, momentum, decay := b.Float("lr"), b.Float("momentum"), b.Float("decay")
		elementwise(b, b.Len("w"), []int{2, 1}, []vector.Ptr{w, v, g}, func(c chunk) {
			ws, vs, d := c.load(w), c.load(v), c.load(g)
			for i := range ws {
				b.MulAdd(d[i], decay, ws[i])
				vs[i] = b.Horner(vs[i], momentum, d[i])
				b.MulAdd(d[i], momentum, vs[i])
				b.MulSub(ws[i], lr, d[i])
			}
			c.store(v, vs)
			c.store(w, ws)
		})
	},
}
