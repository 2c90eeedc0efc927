package tile

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/parallel"
)

// Blocks are a matrix, n×d and cut into blocks of rows, prepared for products of
// any of its blocks with those of another matrix, or with its own:
//
//	S = X_I Y_Jᵀ        [Blocks.Tile]
//	C_I += op(W) Y_J    [Sums.Add]
//
// Both have the bits of kernels.Gemm (S as long as d is at most 16,384, where Gemm
// begins to add in float64), which would bring the operands into the order of its
// loops again for every product. The zero value is ready for
// [Blocks.Reset], which keeps the memory of an earlier matrix. Several goroutines
// may use Blocks at once.
type Blocks struct {
	table *impl.Table
	z     blas32.General // without gaps between rows
	edge  int            // rows of a block
	roles Roles
	width int // columns of a panel, those of the register tile

	left    []float32 // AsRows: Z by blocks of GemmBlock columns, each with its rows one after the other
	copied  []float32 // left, where it is not Z itself
	right   []float32 // AsColumns: by blocks of rows, panels of width rows: term p of a panel's rows lie side by side
	factors []float32 // AsFactor: panels of width columns: the panel's part of each row
}

// Roles are the places that a matrix takes in products; each has its own
// preparation.
type Roles uint8

// The roles.
const (
	AsRows    Roles = 1 << iota // X in X_I Y_Jᵀ
	AsColumns                   // Y in X_I Y_Jᵀ
	AsFactor                    // Y in op(W) Y_J
)

// Reset prepares the rows of z, which must lie without gaps, in blocks of edge
// rows, the last one shorter, for the roles given. [AsRows] reads z itself, which
// must stay as it is while b is in use; the other roles have copies. Up to threads
// goroutines work at once. It panics unless z has elements and edge lies between 1
// and [EdgeLimit].
func (b *Blocks) Reset(threads int, z blas32.General, edge int, roles Roles) {
	b.Lay(z, edge, roles)
	if threads <= 1 {
		for i := range b.Count() {
			b.Pack(i)
		}
		return
	}
	parallel.For(threads, b.Count(), b.Pack)
}

// Lay is what [Blocks.Reset] does ahead of [Blocks.Pack] for every block, which is
// left to the caller: different blocks may be packed at once.
func (b *Blocks) Lay(z blas32.General, edge int, roles Roles) {
	if z.Rows < 1 || z.Cols < 1 || z.Stride != z.Cols || !impl.HoldsMatrix(len(z.Data), z.Rows, z.Cols, z.Stride) {
		panic(fmt.Sprintf("tile: Blocks: z is %d×%d with stride %d over %d elements", z.Rows, z.Cols, z.Stride, len(z.Data)))
	}
	if edge < 1 || edge > EdgeLimit {
		panic(fmt.Sprintf("tile: Blocks: blocks of %d rows, must be of 1 to %d", edge, EdgeLimit))
	}
	b.table, b.z, b.edge, b.roles, b.width = active, z, edge, roles, active.GemmCols
	if roles&AsRows != 0 {
		b.left = z.Data[:z.Rows*z.Cols]
		if z.Cols > impl.GemmBlock {
			b.left = grow(&b.copied, len(b.left))
		}
	}
	if roles&AsColumns != 0 {
		b.right = grow(&b.right, b.Count()*b.panelsOfBlock()*b.width*z.Cols)
	}
	if roles&AsFactor != 0 {
		b.factors = grow(&b.factors, impl.CeilDiv(z.Cols, b.width)*b.width*z.Rows)
	}
}

// Count returns the number of blocks.
func (b *Blocks) Count() int { return impl.CeilDiv(b.z.Rows, b.edge) }

// Panels returns the number of panels that the columns of a product with b come in.
func (b *Blocks) Panels() int { return impl.CeilDiv(b.z.Cols, b.width) }

// Bounds returns the rows of block i: from lo up to hi.
func (b *Blocks) Bounds(i int) (lo, hi int) { return i * b.edge, min((i+1)*b.edge, b.z.Rows) }

// Stride returns the distance of a tile's rows, in elements: an odd number of
// cache lines, so that a column of a tile spreads over all sets of the L1 cache.
func (b *Blocks) Stride() int {
	stride := max(b.panelsOfBlock()*b.width, impl.CeilDiv(b.edge, span)*span)
	return (impl.CeilDiv(stride, span) | 1) * span
}

// TileSize returns how many elements a tile takes up.
func (b *Blocks) TileSize() int { return b.edge * b.Stride() }

func (b *Blocks) panelsOfBlock() int { return impl.CeilDiv(b.edge, b.width) }

// View returns the tile of b's block i and y's block j that the first TileSize
// elements of data hold.
func (b *Blocks) View(data []float32, i int, y *Blocks, j int) blas32.General {
	lo, hi := b.Bounds(i)
	from, to := y.Bounds(j)
	cols := impl.CeilDiv(to-from, span) * span
	return blas32.General{Rows: hi - lo, Cols: cols, Stride: b.Stride(), Data: data[:b.TileSize()]}
}

// Tile returns S = X_I Y_Jᵀ, X being b, in the first TileSize elements of data,
// as many columns as Y_J has rows and further ones of -Inf up to a multiple of
// 16: a tile for [Exp] and its like. b and y have been prepared [AsRows] and
// [AsColumns], y may be b. Tile panics unless both have the same number of
// columns and of rows in a block, and the blocks i and j.
func (b *Blocks) Tile(data []float32, i int, y *Blocks, j int) blas32.General {
	b.checkPartner("Tile", y)
	checkBlock("Tile", i, b.Count())
	checkBlock("Tile", j, y.Count())
	s := b.View(data, i, y, j) // which holds all that is written
	lo, hi := b.Bounds(i)
	from, to := y.Bounds(j)
	rows, cols, d, stride := hi-lo, to-from, b.z.Cols, b.Stride()
	for p := 0; p < d; p += impl.GemmBlock {
		k := min(impl.GemmBlock, d-p)
		x := operand{b.left[b.z.Rows*p+lo*k:], rows, k, 1}
		for q := range impl.CeilDiv(cols, b.width) {
			if b == y && i == j {
				x.rows = min(rows, (q+1)*b.width)
			}
			panel := y.right[((j*y.panelsOfBlock()+q)*d+p)*y.width:]
			multiplyPanel(b.table, x, k, panel, min(p, 1), data[q*b.width:], stride)
		}
	}
	if b == y && i == j {
		mirror(s, b.width)
	}
	for r := range rows {
		spare := s.Data[r*stride:][cols:s.Cols]
		copy(spare, impl.Lowest[:])
	}
	return s
}

// mirror completes a symmetric tile that has the elements on and above its
// diagonal, and below it those in panels of so many columns that the diagonal
// passes through.
func mirror(s blas32.General, width int) {
	for r := range s.Rows {
		row := s.Data[r*s.Stride:]
		for c := range r / width * width {
			row[c] = s.Data[c*s.Stride+r]
		}
	}
}

// checkPartner panics unless products of b and y can be taken.
func (b *Blocks) checkPartner(function string, y *Blocks) {
	if b.z.Cols != y.z.Cols || b.edge != y.edge || b.table != y.table {
		panic(fmt.Sprintf("tile: %s: %d columns in blocks of %d rows meet %d columns in blocks of %d rows",
			function, b.z.Cols, b.edge, y.z.Cols, y.edge))
	}
}
