package main

import "github.com/abc86604/temper/gen/vector"

var adamW = vector.Kernel{
	Name: "AdamW",
	File: "adamw",
	Doc: "AdamW is adamWGeneric: m_j and v_j take in g_j and its square, " +
		"then w_j = fma(-rate, m_j / fma(sqrt(v_j), scale, epsilon), fma(-decay, w_j, w_j)).",
	Signature: "func(w, m, v, g []float32, rate, decay, beta1, beta2, scale, epsilon float32)",
	Body: func(b *vector.Builder) {
		w, m, v, g := b.Pointer("w"), b.Pointer("m"), b.Pointer("v"), b.Pointer("g")
		rate, decay, scale, epsilon := b.Float("rate"), b.Float("decay"), b.Float("scale"), b.Float("epsilon")
		beta1, beta2 := b.Float("beta1"), b.Float("beta2")
		rest1, rest2 := oneMinus(b, beta1), oneMinus(b, beta2)
		// The divider is busy for longer than all the rest takes: a wider chunk would gain nothing.
		elementwise(b, b.Len("w"), []int{1}, []vector.Ptr{w, m, v, g}, func(c chunk) {
			ws, ms, vs, gs := c.load(w), c.load(m), c.load(v), c.load(g)
			term, root := b.Vec(), b.Vec()
			b.Mul(term, rest2, gs[0])
			b.Mul(term, term, gs[0])
			vs[0] = b.Horner(vs[0], beta2, term)
			b.Sqrt(root, vs[0])
			root = b.Horner(root, scale, epsilon)
			b.Mul(gs[0], rest1, gs[0])
			ms[0] = b.Horner(ms[0], beta1, gs[0])
			b.Div(root, ms[0], root)
			b.MulSub(ws[0], decay, ws[0])
			b.MulSub(ws[0], rate, root)
			c.store(m, ms)
			c.store(v, vs)
			c.store(w, ws)
		})
	},
}

// oneMinus returns 1 - x. Call it ahead of loops.
func oneMinus(b *vector.Builder, x vector.Vec) vector.Vec {
	rest := b.Vec()
	b.Splat(rest, 1)
	b.Sub(rest, rest, x)
	return rest
}
