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

// gemmTranspose packs a panel of B whose columns are contiguous.
var gemmTranspose = vector.Kernel{
	Name:      "GemmTranspose",
	File:      "gemm_pack",
	Doc:       "GemmTranspose packs k rows, a multiple of 4, of a panel of B: dst[p·cols+j] = src[j·stride+p], cols being GemmCols.",
	Signature: "func(k int, dst, src *float32, stride int)",
	NoTwin:    true,
	Body: func(b *vector.Builder) {
		vecs := gemmShapes[b.ISA].vecs
		dst, src := b.Pointer("dst"), b.Pointer("src")
		stride := elements(b, "stride")
		for v := range vecs {
			columns := gemmRowsAt(b, b.Lanes(), b.CopyPtr(src), stride)
			to := b.CopyPtr(dst)
			b.Loop(b.Int("k"), 4, func() {
				for p, x := range b.LoadTransposed(func(r int) vector.Mem { return columns.at(r, 0) }) {
					b.Store(to.At((p*vecs+v)*b.Lanes()), x)
				}
				columns.advanceConst(4)
				b.Advance(to, 4*vecs*b.Lanes())
			})
			for range b.Lanes() {
				b.AdvanceBytes(src, stride)
			}
		}
	},
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
