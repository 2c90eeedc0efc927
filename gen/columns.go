package main

import "github.com/abc86604/temper/gen/vector"

// chainWidths keeps eight chains of additions under way, enough to hide their latency.
var chainWidths = []int{8, 4, 2, 1}

var columnSums = vector.Kernel{
	Name:      "ColumnSums",
	File:      "columns",
	Doc:       "ColumnSums is columnSumsGeneric: sums_c += x[r,c] for r ascending.",
	Signature: "func(sums, x []float32)",
	Body: func(b *vector.Builder) {
		sums := b.Pointer("sums")
		dense{
			n: b.Len("x"), cols: b.Len("sums"),
			matrices: []vector.Ptr{b.Pointer("x")},
			vectors:  []vector.Ptr{sums},
		}.columns(b, chainWidths, func(c chunk, eachRow func(func([]vector.Ptr))) {
			acc := c.load(sums)
			eachRow(func(at []vector.Ptr) {
				for i, v := range c.load(at[0]) {
					b.Add(acc[i], acc[i], v)
				}
			})
			c.store(sums, acc)
		})
	},
}

var columnDots = vector.Kernel{
	Name:      "ColumnDots",
	File:      "columns",
	Doc:       "ColumnDots is columnDotsGeneric: dots_c = fma(x[r,c], y[r,c], dots_c) for r ascending.",
	Signature: "func(dots, x, y []float32)",
	Body: func(b *vector.Builder) {
		dots := b.Pointer("dots")
		dense{
			n: b.Len("x"), cols: b.Len("dots"),
			matrices: []vector.Ptr{b.Pointer("x"), b.Pointer("y")},
			vectors:  []vector.Ptr{dots},
		}.columns(b, []int{4, 2, 1}, func(c chunk, eachRow func(func([]vector.Ptr))) {
			acc := c.load(dots)
			eachRow(func(at []vector.Ptr) {
				xs, ys := c.load(at[0]), c.load(at[1])
				for i := range acc {
					b.MulAdd(acc[i], xs[i], ys[i])
				}
			})
			c.store(dots, acc)
		})
	},
}
