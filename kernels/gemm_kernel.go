package kernels

// gemmMaxRows is the height of the tallest register tile of any instruction
// set.
const gemmMaxRows = 14

// A gemmTile adds products of k ≤ gemmBlock terms to tiles of C, one below the
// other, each as high as the function's register tile and gemmKernel.cols wide.
// Tile t starts at row t·height of C and reads rows of A from a + t·aTile:
//
//	acc = Σ_p a[t·aTile + r·aRow + p·aCol] b[p·bRow + j], p ascending, each step one fma from +0
//	c[(t·height + r)·ldc + j] = fma(alpha, acc, c of the same place, or +0 if zero is set)
//
// Strides count elements. One call covers at most gemmBlock rows of C, some
// tens of microseconds, since assembly cannot be preempted.
type gemmTile func(tiles, k int, alpha float32, a *float32, aTile, aRow, aCol int, b *float32, bRow int, c *float32, ldc int, zero bool)

// gemmKernel is what one instruction set brings to Gemm. Without tiles,
// gemmGeneric does the work.
type gemmKernel struct {
	rows, cols int                       // the register tile; rows ≤ gemmMaxRows
	packs      bool                      // reads A only with aRow = 1
	tiles      [gemmMaxRows + 1]gemmTile // by height, from 1 to rows
}

// genericGemm has no tiles: the specification needs none.
var genericGemm gemmKernel
