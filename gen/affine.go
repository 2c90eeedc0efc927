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
		}.columns(b, []int{4, 2, 1}, func(t tile, eachRow func(func([]vector.Ptr))) {
			scales, shifts := t.load(scale), t.load(shift)
			eachRow(func(at []vector.Ptr) {
				v := t.load(at[1])
				for i := range v {
					v[i] = b.Horner(v[i], scales[i], shifts[i])
				}
				t.store(at[0], v)
			})
		})
	},
}

var affine2 = vector.Kernel{
	Name:      "Affine2",
	File:      "affine",
	Doc:       "Affine2 is affine2Generic: dst[r,j] = fma(x[r,j], a[j], fma(y[r,j], b[j], c[j])).",
	Signature: "func(dst, x, y, a, b, c []float32)",
	Body: func(bld *vector.Builder) {
		a, b, c := bld.Pointer("a"), bld.Pointer("b"), bld.Pointer("c")
		dense{
			n: bld.Len("x"), cols: bld.Len("a"),
			matrices: []vector.Ptr{bld.Pointer("dst"), bld.Pointer("x"), bld.Pointer("y")},
			vectors:  []vector.Ptr{a, b, c},
		}.columns(bld, []int{2, 1}, func(t tile, eachRow func(func([]vector.Ptr))) {
			as, bs, cs := t.load(a), t.load(b), t.load(c)
			eachRow(func(at []vector.Ptr) {
				xs, v := t.load(at[1]), t.load(at[2])
				for i := range v {
					v[i] = bld.Horner(v[i], bs[i], cs[i])
					bld.MulAdd(v[i], xs[i], as[i])
				}
				t.store(at[0], v)
			})
		})
	},
}
