package kernels

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/parallel"
)

// A Gram is a matrix Z, n×d and cut into blocks of rows, prepared for the
// products of any two of its blocks, and a matrix of sums of the same shape:
//
//	S = Z_I Z_Jᵀ        [Gram.Tile]
//	C_I += op(W) Z_J    [Gram.Add]
//
// Both have the bits of [Gemm], which would bring Z into the order of its loops
// again for every product. The zero value is ready for [Gram.Reset], which keeps
// the memory of an earlier matrix. Tile and Add may be called from several
// goroutines at once, Add for different blocks I.
type Gram struct {
	backend *Backend
	z       blas32.General // without gaps between rows
	edge    int            // rows of a block
	width   int            // columns of a panel, those of the register tile

	left    []float32 // Z by blocks of gemmBlock columns, each with its rows one after the other
	copied  []float32 // left, where it is not Z itself
	right   []float32 // by blocks of rows, panels of width rows: term p of a panel's rows lie side by side
	columns []float32 // panels of width columns: the panel's part of each row
	sums    []float32 // C, as columns
}

// gramGenericWidth is the width of the panels of a backend that has no register
// tile.
const gramGenericWidth = 16

// Reset prepares the rows of z, which must lie without gaps and stay as they are
// while g is in use, in blocks of edge rows, the last one shorter, and sets the
// sums to +0. Up to threads goroutines work at once. It panics unless z has
// elements and edge lies between 1 and [MaxTile].
func (g *Gram) Reset(threads int, z blas32.General, edge int) { active.ResetGram(g, threads, z, edge) }

// ResetGram is [Gram.Reset] for products on this backend.
func (b *Backend) ResetGram(g *Gram, threads int, z blas32.General, edge int) {
	if z.Rows < 1 || z.Cols < 1 || z.Stride != z.Cols || len(z.Data) < z.Rows*z.Cols {
		panic(fmt.Sprintf("kernels: Gram: z is %d×%d with stride %d over %d elements", z.Rows, z.Cols, z.Stride, len(z.Data)))
	}
	if edge < 1 || edge > MaxTile {
		panic(fmt.Sprintf("kernels: Gram: blocks of %d rows, must be of 1 to %d", edge, MaxTile))
	}
	g.backend, g.z, g.edge, g.width = b, z, edge, b.gemm.cols
	if b.gemm.tile == nil {
		g.width = gramGenericWidth
	}
	g.left = z.Data[:z.Rows*z.Cols]
	if z.Cols > gemmBlock {
		g.copied = grow(&g.copied, len(g.left))
		g.left = g.copied
	}
	g.right = grow(&g.right, g.Blocks()*g.panelsOfBlock()*g.width*z.Cols)
	g.columns = grow(&g.columns, g.panelsOfColumns()*g.width*z.Rows)
	g.sums = grow(&g.sums, len(g.columns))
	g.packAll(threads)
}

func (g *Gram) packAll(threads int) {
	if threads <= 1 {
		for i := range g.Blocks() {
			g.pack(i)
		}
		return
	}
	parallel.For(threads, g.Blocks(), g.pack)
}

// Blocks returns the number of blocks.
func (g *Gram) Blocks() int { return ceilDiv(g.z.Rows, g.edge) }

// Bounds returns the rows of block i: from lo up to hi.
func (g *Gram) Bounds(i int) (lo, hi int) { return i * g.edge, min((i+1)*g.edge, g.z.Rows) }

// Stride returns the distance of a tile's rows, in elements: an odd number of
// cache lines, so that a column of a tile spreads over all sets of the L1 cache.
func (g *Gram) Stride() int {
	stride := max(g.panelsOfBlock()*g.width, ceilDiv(g.edge, tileSpan)*tileSpan)
	return (ceilDiv(stride, tileSpan) | 1) * tileSpan
}

// TileSize returns how many elements a tile takes up.
func (g *Gram) TileSize() int { return g.edge * g.Stride() }

func (g *Gram) panelsOfBlock() int { return ceilDiv(g.edge, g.width) }

func (g *Gram) panelsOfColumns() int { return ceilDiv(g.z.Cols, g.width) }

// View returns the tile of blocks i and j that the first TileSize elements of
// data hold.
func (g *Gram) View(data []float32, i, j int) blas32.General {
	lo, hi := g.Bounds(i)
	from, to := g.Bounds(j)
	cols := ceilDiv(to-from, tileSpan) * tileSpan
	return blas32.General{Rows: hi - lo, Cols: cols, Stride: g.Stride(), Data: data[:g.TileSize()]}
}

// Tile returns S = Z_I Z_Jᵀ in the first TileSize elements of data, as many
// columns as block j has rows and further ones of -Inf up to a multiple of 16:
// a tile for [ExpTile] and its like.
func (g *Gram) Tile(data []float32, i, j int) blas32.General {
	lo, hi := g.Bounds(i)
	from, to := g.Bounds(j)
	rows, cols, d, stride := hi-lo, to-from, g.z.Cols, g.Stride()
	for p := 0; p < d; p += gemmBlock {
		k := min(gemmBlock, d-p)
		a := gramOperand{g.left[g.z.Rows*p+lo*k:], rows, k, 1}
		for q := range ceilDiv(cols, g.width) {
			b := g.right[((j*g.panelsOfBlock()+q)*d+p)*g.width:]
			g.multiply(a, k, b, min(p, 1), data[q*g.width:], stride)
		}
	}
	s := g.View(data, i, j)
	for r := range rows {
		spare := s.Data[r*stride:][cols:s.Cols]
		copy(spare, lowest[:])
	}
	return s
}

// Add adds W Z_J to the sums of block i, or Wᵀ Z_J for t = [blas.Trans]. W is
// what a tile has become; of its columns those count that belong to rows of Z.
func (g *Gram) Add(i int, t blas.Transpose, w blas32.General, j int) {
	lo, hi := g.Bounds(i)
	from, to := g.Bounds(j)
	row, col := w.Stride, 1
	if t != blas.NoTrans {
		row, col = 1, w.Stride
	}
	a := gramOperand{w.Data, hi - lo, row, col}
	for q := range g.panelsOfColumns() {
		b, c := g.columns[(q*g.z.Rows+from)*g.width:], g.sums[(q*g.z.Rows+lo)*g.width:]
		g.multiply(a, to-from, b, 1, c, g.width)
	}
}

// Drain moves the sums of block i to its rows of dst, which has the shape of Z,
// and sets them to +0.
func (g *Gram) Drain(i int, dst blas32.General) {
	sameShape("Drain", dst, g.z)
	lo, hi := g.Bounds(i)
	for q := range g.panelsOfColumns() {
		n := min(g.width, g.z.Cols-q*g.width)
		panel := g.sums[(q*g.z.Rows+lo)*g.width:][:(hi-lo)*g.width]
		for r := range hi - lo {
			copy(dst.Data[(lo+r)*dst.Stride+q*g.width:][:n], panel[r*g.width:])
		}
		clear(panel)
	}
}
