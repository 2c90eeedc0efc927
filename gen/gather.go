package main

import "github.com/abc86604/temper/gen/vector"

var gatherSum = vector.Kernel{
	Name:      "GatherSum",
	File:      "gather",
	Doc:       "GatherSum is gatherSumGeneric: dst_k = fma(w_t, x[index_t ld + k], dst_k) for t ascending.",
	Signature: "func(dst, x []float32, ld int, index []int32, w []float32)",
	Body: func(b *vector.Builder) {
		dst, x, ld := b.Pointer("dst"), b.Pointer("x"), elements(b, "ld")
		elementwise(b, b.Len("dst"), chainWidths, []vector.Ptr{dst, x}, func(c chunk) {
			acc := c.load(dst)
			index, w := b.Pointer("index"), b.Pointer("w")
			b.Loop(b.Len("index"), 1, func() {
				row, start, weight := b.CopyPtr(x), b.NewInt(), b.Vec()
				b.LoadInt32(start, index.At(0))
				b.MulInt(start, ld)
				b.AdvanceBytes(row, start)
				b.Broadcast(weight, w.At(0))
				for i := range acc {
					b.MulAdd(acc[i], weight, c.operand(row, i))
				}
				b.Advance(index, 1)
				b.Advance(w, 1)
			})
			c.store(dst, acc)
		})
	},
}
