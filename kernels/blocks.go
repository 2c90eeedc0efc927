package kernels

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
// Both have the bits of [Gemm], which would bring the operands into the order of
// its loops again for every product. The zero value is ready for [Blocks.Reset],
// which keeps the memory of an earlier matrix. Several goroutines may use Blocks
// at once.
type Blocks struct {
	backend *Backend
	z       blas32.General // without gaps between rows
	edge    int            // rows of a block
	width   int            // columns of a panel, those of the register tile

	left    []float32 // AsRows: Z by blocks of gemmBlock columns, each with its rows one after the other
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

// blocksGenericWidth is the width of the panels of a backend that has no
// register tile.
const blocksGenericWidth = 16

// Reset prepares the rows of z, which must lie without gaps, in blocks of edge
// rows, the last one shorter, for the roles given. [AsRows] reads z itself, which
// must stay as it is while b is in use; the other roles have copies. Up to threads
// goroutines work at once. It panics unless z has elements and edge lies between 1
// and [TileLimit].
func (b *Blocks) Reset(threads int, z blas32.General, edge int, roles Roles) {
	active.ResetBlocks(b, threads, z, edge, roles)
}

// ResetBlocks is [Blocks.Reset] for products on this backend.
func (b *Backend) ResetBlocks(m *Blocks, threads int, z blas32.General, edge int, roles Roles) {
	if z.Rows < 1 || z.Cols < 1 || z.Stride != z.Cols || len(z.Data) < z.Rows*z.Cols {
		panic(fmt.Sprintf("kernels: Blocks: z is %d×%d with stride %d over %d elements", z.Rows, z.Cols, z.Stride, len(z.Data)))
	}
	if edge < 1 || edge > TileLimit {
		panic(fmt.Sprintf("kernels: Blocks: blocks of %d rows, must be of 1 to %d", edge, TileLimit))
	}
	m.backend, m.z, m.edge, m.width = b, z, edge, b.panelWidth()
	if roles&AsRows != 0 {
		m.left = z.Data[:z.Rows*z.Cols]
		if z.Cols > gemmBlock {
			m.left = grow(&m.copied, len(m.left))
		}
	}
	if roles&AsColumns != 0 {
		m.right = grow(&m.right, m.Count()*m.panelsOfBlock()*m.width*z.Cols)
	}
	if roles&AsFactor != 0 {
		m.factors = grow(&m.factors, ceilDiv(z.Cols, m.width)*m.width*z.Rows)
	}
	m.packAll(threads, roles)
}

// panelWidth is the number of columns of a panel.
func (b *Backend) panelWidth() int {
	if b.table.Gemm == nil {
		return blocksGenericWidth
	}
	return b.table.GemmCols
}

func (b *Blocks) packAll(threads int, roles Roles) {
	if threads <= 1 {
		for i := range b.Count() {
			b.pack(i, roles)
		}
		return
	}
	parallel.For(threads, b.Count(), func(i int) { b.pack(i, roles) })
}

// Count returns the number of blocks.
func (b *Blocks) Count() int { return ceilDiv(b.z.Rows, b.edge) }

// Bounds returns the rows of block i: from lo up to hi.
func (b *Blocks) Bounds(i int) (lo, hi int) { return i * b.edge, min((i+1)*b.edge, b.z.Rows) }

// Stride returns the distance of a tile's rows, in elements: an odd number of
// cache lines, so that a column of a tile spreads over all sets of the L1 cache.
func (b *Blocks) Stride() int {
	stride := max(b.panelsOfBlock()*b.width, ceilDiv(b.edge, tileSpan)*tileSpan)
	return (ceilDiv(stride, tileSpan) | 1) * tileSpan
}

// TileSize returns how many elements a tile takes up.
func (b *Blocks) TileSize() int { return b.edge * b.Stride() }

func (b *Blocks) panelsOfBlock() int { return ceilDiv(b.edge, b.width) }

// View returns the tile of b's block i and y's block j that the first TileSize
// elements of data hold.
func (b *Blocks) View(data []float32, i int, y *Blocks, j int) blas32.General {
	lo, hi := b.Bounds(i)
	from, to := y.Bounds(j)
	cols := ceilDiv(to-from, tileSpan) * tileSpan
	return blas32.General{Rows: hi - lo, Cols: cols, Stride: b.Stride(), Data: data[:b.TileSize()]}
}

// Tile returns S = X_I Y_Jᵀ, X being b, in the first TileSize elements of data,
// as many columns as Y_J has rows and further ones of -Inf up to a multiple of
// 16: a tile for [ExpTile] and its like. b and y have been prepared [AsRows] and
// [AsColumns], y may be b. Tile panics unless both have the same number of
// columns and of rows in a block.
func (b *Blocks) Tile(data []float32, i int, y *Blocks, j int) blas32.General {
	b.checkPartner("Tile", y)
	lo, hi := b.Bounds(i)
	from, to := y.Bounds(j)
	rows, cols, d, stride := hi-lo, to-from, b.z.Cols, b.Stride()
	for p := 0; p < d; p += gemmBlock {
		k := min(gemmBlock, d-p)
		x := blocksOperand{b.left[b.z.Rows*p+lo*k:], rows, k, 1}
		for q := range ceilDiv(cols, b.width) {
			if b == y && i == j {
				x.rows = min(rows, (q+1)*b.width)
			}
			panel := y.right[((j*y.panelsOfBlock()+q)*d+p)*y.width:]
			b.backend.multiplyPanel(x, k, panel, min(p, 1), data[q*b.width:], stride)
		}
	}
	s := b.View(data, i, y, j)
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
func (b *Blocks) checkPartner(kernel string, y *Blocks) {
	if b.z.Cols != y.z.Cols || b.edge != y.edge || b.backend != y.backend {
		panic(fmt.Sprintf("kernels: %s: %d columns in blocks of %d rows meet %d columns in blocks of %d rows",
			kernel, b.z.Cols, b.edge, y.z.Cols, y.edge))
	}
}

// blocksOperand is the left operand of a product: element (r, p) at
// r·row + p·col.
type blocksOperand struct {
	data           []float32
	rows, row, col int
}

// multiplyPanel adds the product of x with k ≤ gemmBlock rows of a panel to c,
// or sets c to it with beta = 0.
func (b *Backend) multiplyPanel(x blocksOperand, k int, panel []float32, beta int, c []float32, ldc int) {
	t := b.table
	if t.Gemm == nil {
		left := impl.View{Rows: x.rows, Cols: k, Row: x.row, Col: x.col, Data: x.data}
		right := impl.View{Rows: k, Cols: blocksGenericWidth, Row: blocksGenericWidth, Col: 1, Data: panel}
		impl.GemmGeneric(1, 1, left, right, beta == 0, blas32.General{Rows: x.rows, Cols: blocksGenericWidth, Stride: ldc, Data: c})
		return
	}
	cut := cutTiles(x.rows, t.GemmRows)
	tiles := func(height, tiles, r int) {
		t.Gemm(height, tiles, k, 1, &x.data[r*x.row], height*x.row, x.row, x.col, &panel[0], t.GemmCols, beta, &c[r*ldc], ldc)
	}
	tiles(cut.height, cut.tall, 0)
	if cut.low > 0 {
		tiles(cut.height-1, cut.low, cut.height*cut.tall)
	}
}
