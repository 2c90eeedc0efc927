package kernels

// A gemmTile adds products of k ≤ gemmBlock terms to tiles of C, one below the
// other, each of the given height and gemmKernel.cols wide. Tile t starts at
// row t·height of C and reads rows of A from a + t·aTile:
//
//	acc = Σ_p a[t·aTile + r·aRow + p·aCol] b[p·bRow + j], p ascending, each step one fma, from +0
//	c[(t·height + r)·ldc + j] = fma(alpha, acc, beta·c of the same place)
//
// beta is 0 or 1; with 0 the last operand is +0 and c is not read. Strides
// count elements. One call covers at most gemmBlock rows of C, some tens of
// microseconds, since assembly cannot be preempted.
type gemmTile func(height, tiles, k int, alpha float32, a *float32, aTile, aRow, aCol int, b *float32, bRow int, beta int, c *float32, ldc int)

// A gemmPack fills a panel of packed B, gemmKernel.cols wide: k rows of it from
// as many rows of B, or, k being a multiple of 4, from that many columns. They
// are stride elements apart.
type gemmPack func(k int, dst, src *float32, stride int)

// A gemmInterleave packs a tile of A whose rows lie side by side: k terms,
// stride elements apart, become height elements apart. It copies
// gemmKernel.span elements of each, more than the tile is high, and lets the
// next term overwrite what is too much.
type gemmInterleave func(k int, dst, src *float32, stride, height int)

// gemmKernel is what one instruction set brings to Gemm. Without a tile,
// gemmGeneric does the work; without the others, plain Go packs.
type gemmKernel struct {
	rows, cols int // the register tile: the greatest height, and the width
	tile       gemmTile
	copy       gemmPack // from rows of B
	transpose  gemmPack // from columns
	span       int      // rows, rounded up to whole vectors
	interleave gemmInterleave
}

// genericGemm has no tile: the specification needs none.
var genericGemm gemmKernel
