package main

import "github.com/abc86604/temper/gen/vector"

// gemmCopy packs a panel of B whose rows are contiguous.
var gemmCopy = vector.Kernel{
	Name:      "GemmCopy",
	File:      "gemm_pack",
	Doc:       "GemmCopy packs k rows of a panel of B: dst[p·cols+j] = src[p·stride+j], cols being GemmCols.",
	Signature: "func(k int, dst, src *float32, stride int)",
	NoTwin:    true,
	Body: func(b *vector.Builder) {
		k, dst, src := b.Int("k"), b.Pointer("dst"), b.Pointer("src")
		stride := elements(b, "stride")
		vecs := gemmShapes[b.ISA].vecs
		b.Loop(k, 1, func() {
			for v, x := range b.Vecs(vecs) {
				b.Load(x, src.At(v*b.Lanes()))
				b.Store(dst.At(v*b.Lanes()), x)
			}
			b.Advance(dst, vecs*b.Lanes())
			b.AdvanceBytes(src, stride)
		})
	},
}

// gemmTranspose packs columns that are contiguous into a panel, all of it or a part.
var gemmTranspose = vector.Kernel{
	Name: "GemmTranspose",
	File: "gemm_pack",
	Doc: "GemmTranspose packs k rows of cols columns, both multiples of 4, of a panel of B that is width wide: " +
		"dst[p·width+j] = src[j·stride+p].",
	Signature: "func(k, cols int, dst, src *float32, stride, width int)",
	NoTwin:    true,
	Body: func(b *vector.Builder) {
		const quad = 4
		dst, src, cols := b.Pointer("dst"), b.Pointer("src"), b.Int("cols")
		width := elements(b, "width")
		b.Loop(cols, b.Lanes(), func() {
			gemmTransposed(b, b.Lanes(), dst, src, func(to vector.Ptr, x vector.Vec) {
				b.Store(to.At(0), x)
				b.AdvanceBytes(to, width)
			})
		})
		for n := b.Lanes() - quad; n > 0; n -= quad {
			b.If(cols, vector.Equal, n, func() {
				tail := b.Tail(cols)
				gemmTransposed(b, n, dst, src, func(to vector.Ptr, x vector.Vec) {
					b.StoreTail(to.At(0), x, tail)
					b.AdvanceBytes(to, width)
				})
			})
		}
	},
}

// gemmTransposed packs k rows of n columns, no more than a vector has, and moves dst and
// src on to the columns behind them. store stores a row and moves on to the next.
func gemmTransposed(b *vector.Builder, n int, dst, src vector.Ptr, store func(to vector.Ptr, x vector.Vec)) {
	columns := gemmRowsAt(b, n, b.CopyPtr(src), elements(b, "stride"))
	to := b.CopyPtr(dst)
	b.Loop(b.Int("k"), 4, func() {
		for _, x := range b.LoadTransposed(func(r int) vector.Mem { return columns.at(r%n, 0) }) {
			store(to, x)
		}
		columns.advanceConst(4)
	})
	b.Advance(dst, n)
	for range n {
		b.AdvanceBytes(src, columns.distance)
	}
}

// gemmInterleave packs a tile of A whose rows lie side by side.
var gemmInterleave = vector.Kernel{
	Name:      "GemmInterleave",
	File:      "gemm_pack",
	Doc:       "GemmInterleave packs k terms of a tile of A: dst[p·height+r] = src[p·stride+r], GemmSpan elements of each, more than the tile is high; the next term overwrites what is too much.",
	Signature: "func(k int, dst, src *float32, stride, height int)",
	NoTwin:    true,
	Body: func(b *vector.Builder) {
		k, dst, src := b.Int("k"), b.Pointer("dst"), b.Pointer("src")
		stride, height := elements(b, "stride"), elements(b, "height")
		vecs := vectorsOf(gemmShapes[b.ISA].rows, b.ISA)
		b.Loop(k, 1, func() {
			for v, x := range b.Vecs(vecs) {
				b.Load(x, src.At(v*b.Lanes()))
				b.Store(dst.At(v*b.Lanes()), x)
			}
			b.AdvanceBytes(dst, height)
			b.AdvanceBytes(src, stride)
		})
	},
}
