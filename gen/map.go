package main

import "github.com/abc86604/temper/gen/vector"

// mapWidths is right where memory is the limit: four loads under way hide the loop around them.
var mapWidths = []int{4, 1}

var axpy = vector.Kernel{
	Name:      "Axpy",
	File:      "axpy",
	Doc:       "Axpy is axpyGeneric: y_j = fma(alpha, x_j, y_j).",
	Signature: "func(alpha float32, x, y []float32)",
	Body: func(b *vector.Builder) {
		alpha, x, y := b.Float("alpha"), b.Pointer("x"), b.Pointer("y")
		elementwise(b, b.Len("x"), mapWidths, []vector.Ptr{x, y}, func(c chunk) {
			xs, ys := c.load(x), c.load(y)
			for i := range ys {
				b.MulAdd(ys[i], alpha, xs[i])
			}
			c.store(y, ys)
		})
	},
}

var scale = vector.Kernel{
	Name:      "Scale",
	File:      "scale",
	Doc:       "Scale is scaleGeneric: dst_j = alpha x_j.",
	Signature: "func(alpha float32, dst, x []float32)",
	Body: func(b *vector.Builder) {
		alpha, dst, x := b.Float("alpha"), b.Pointer("dst"), b.Pointer("x")
		elementwise(b, b.Len("x"), mapWidths, []vector.Ptr{dst, x}, func(c chunk) {
			v := c.load(x)
			for i := range v {
				b.Mul(v[i], v[i], alpha)
			}
			c.store(dst, v)
		})
	},
}

var divide = vector.Kernel{
	Name:      "Divide",
	File:      "divide",
	Doc:       "Divide is divideGeneric: dst_j = x_j / by.",
	Signature: "func(dst, x []float32, by float32)",
	Body: func(b *vector.Builder) {
		dst, x, by := b.Pointer("dst"), b.Pointer("x"), b.Float("by")
		elementwise(b, b.Len("x"), mapWidths, []vector.Ptr{dst, x}, func(c chunk) {
			v := c.load(x)
			for i := range v {
				b.Div(v[i], v[i], by)
			}
			c.store(dst, v)
		})
	},
}

var add = pairwise("Add", "add", "Add is addGeneric: dst_j = x_j + y_j.", func(b *vector.Builder, v, y vector.Vec) { b.Add(v, v, y) })

var mul = pairwise("Mul", "mul", "Mul is mulGeneric: dst_j = x_j y_j.", func(b *vector.Builder, v, y vector.Vec) { b.Mul(v, v, y) })

// pairwise is the kernel dst_j = op(x_j, y_j); op leaves its result in the first vector.
func pairwise(name, file, doc string, op func(b *vector.Builder, v, y vector.Vec)) vector.Kernel {
	return vector.Kernel{
		Name:      name,
		File:      file,
		Doc:       doc,
		Signature: "func(dst, x, y []float32)",
		Body: func(b *vector.Builder) {
			dst, x, y := b.Pointer("dst"), b.Pointer("x"), b.Pointer("y")
			elementwise(b, b.Len("x"), mapWidths, []vector.Ptr{dst, x, y}, func(c chunk) {
				xs, ys := c.load(x), c.load(y)
				for i := range xs {
					op(b, xs[i], ys[i])
				}
				c.store(dst, xs)
			})
		},
	}
}
