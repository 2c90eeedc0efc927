package main

import "github.com/abc86604/temper/gen/vector"

var affine = vector.Kernel{
	Name:      "Affine",
	File:      "affine",
	Doc:       "Affine is affineGeneric: dst[r,c] = fma(x[r,c], scale[c], shift[c]).",
	Signature: "func(dst, x, scale, shift []float32)",
	Body: func(b *vector.Builder) {
		scale, shift := b.Pointer("scale"), b.Pointer("shift")
		dense{
			n: b.Len("x"), cols: b.Len("scale"),
			matrices: []vector.Ptr{b.Pointer("dst"), b.Pointer("x")},
			vectors:  []vector.Ptr{scale, shift},
		}.columns(b, []int{4, 2, 1}, func(c chunk, eachRow func(func([]vector.Ptr))) {
			scales, shifts := c.load(scale), c.load(shift)
			eachRow(func(at []vector.Ptr) {
				v := c.load(at[1])
				for i := range v {
					v[i] = b.Horner(v[i], scales[i], shifts[i])
				}
				c.store(at[0], v)
			})
		})
	},
}

var affineSum = vector.Kernel{
	Name:      "AffineSum",
	File:      "affine",
	Doc:       "AffineSum is affineSumGeneric: dst[r,j] = fma(x[r,j], a[j], fma(y[r,j], b[j], c[j])).",
	Signature: "func(dst, x, y, a, b, c []float32)",
	Body: func(b *vector.Builder) {
		vectors := []vector.Ptr{b.Pointer("a"), b.Pointer("b"), b.Pointer("c")}
		dense{
			n: b.Len("x"), cols: b.Len("a"),
			matrices: []vector.Ptr{b.Pointer("dst"), b.Pointer("x"), b.Pointer("y")},
			vectors:  vectors,
		}.columns(b, []int{2, 1}, func(c chunk, eachRow func(func([]vector.Ptr))) {
			as, bs, cs := c.load(vectors[0]), c.load(vectors[1]), c.load(vectors[2])
			eachRow(func(at []vector.Ptr) {
				xs, v := c.load(at[1]), c.load(at[2])
				for i := range v {
					v[i] = b.Horner(v[i], bs[i], cs[i])
					b.MulAdd(v[i], xs[i], as[i])
				}
				c.store(at[0], v)
			})
		})
	},
}
