package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// A gradient gathers what the unit rows of one matrix get. A sum of more than
// limit terms is cut: what there is of it by then is added up in float64.
type gradient struct {
	rows   blas32.General // the terms since the last cut
	wide   []float64      // the terms before it
	isWide bool           // there are any
	terms  int            // per element in rows
	limit  int            // of terms

	tiles  tile.Sums    // what tiles have added since the last cut, by blocks of rows
	blocks *tile.Blocks // nil where no tiles add
}

// reset makes g the zero gradient of n rows and d columns.
func (g *gradient) reset(n, d, limit int) {
	g.lay(n, d, limit)
	clear(g.rows.Data)
}

// lay is reset without the zeros, which zeroBlock puts there.
func (g *gradient) lay(n, d, limit int) {
	g.rows = matrix.Resize(g.rows, n, d)
	g.terms, g.limit, g.isWide, g.blocks = 0, limit, false, nil
}

// row is the gradient of row i, to add single terms to.
func (g *gradient) row(i int) []float32 { return matrix.Row(g.rows, i) }

// addProduct adds op(W)·x, which has a term for every row of x, to the rows from lo
// on.
func (g *gradient) addProduct(threads, lo int, op blas.Transpose, w, x blas32.General) {
	if g.terms+x.Rows > g.limit {
		g.cut()
	}
	n := w.Rows
	if op != blas.NoTrans {
		n = w.Cols
	}
	kernels.Gemm(threads, op, blas.NoTrans, 1, w, x, 1, matrix.Rows(g.rows, lo, lo+n))
	g.terms += x.Rows
}

// takeTiles lets tiles of the blocks b add to g.
func (g *gradient) takeTiles(b *tile.Blocks) {
	g.blocks = b
	g.tiles.Lay(b)
}

// zeroBlock makes block i of b, where g may be without zeros yet, the zero gradient.
func (g *gradient) zeroBlock(b *tile.Blocks, i int) {
	if g.blocks != nil {
		g.tiles.Zero(i) // and settle writes over the rows
		return
	}
	lo, hi := b.Bounds(i)
	clear(g.rows.Data[lo*g.rows.Cols : hi*g.rows.Cols])
}

// addTile adds a panel of op(W)·Y_J to block i.
func (g *gradient) addTile(i, panel int, op blas.Transpose, w blas32.General, y *tile.Blocks, j int) {
	g.tiles.AddPanel(i, panel, op, w, y, j)
}

// settle brings the whole gradient of block i of b into its rows. Different blocks may
// be settled at once; then the gradient is whole.
func (g *gradient) settle(b *tile.Blocks, i int) {
	if g.blocks != nil {
		g.tiles.Drain(i, g.rows)
	}
	g.totalRows(b.Bounds(i))
}

// cut moves what rows hold to wide.
func (g *gradient) cut() {
	if !g.isWide {
		g.wide = matrix.Grow(g.wide, len(g.rows.Data))
		clear(g.wide)
		g.isWide = true
	}
	for i := range g.countBlocks() {
		g.tiles.Drain(i, g.rows)
	}
	for i, v := range g.rows.Data {
		g.wide[i] += float64(v)
	}
	clear(g.rows.Data)
	g.terms = 0
}

func (g *gradient) countBlocks() int {
	if g.blocks == nil {
		return 0
	}
	return g.blocks.Count()
}

// total returns the whole gradient.
func (g *gradient) total() blas32.General {
	g.totalRows(0, g.rows.Rows)
	g.isWide = false
	return g.rows
}

// totalRows brings the rows from lo up to hi together.
func (g *gradient) totalRows(lo, hi int) {
	if !g.isWide {
		return
	}
	lo, hi = lo*g.rows.Cols, hi*g.rows.Cols
	rows := g.rows.Data[lo:hi]
	for i, v := range g.wide[lo:hi] {
		rows[i] = float32(v + float64(rows[i]))
	}
}

// settled says that every block has been settled.
func (g *gradient) settled() { g.isWide = false }

// partials are sums over parts of the candidates, each part's on its own, so that
// parts can be summed at once.
type partials struct {
	data        []float32
	parts, size int
}

// reset makes p the zero sums of so many parts of size elements.
func (p *partials) reset(parts, size int) {
	p.data, p.parts, p.size = matrix.Grow(p.data, parts*size), parts, size
	clear(p.data)
}

// part is the sum over a part.
func (p *partials) part(i int) []float32 { return p.data[i*p.size:][:p.size] }

// total is element k of all parts, added up in order in float64.
func (p *partials) total(k int) (sum float64) {
	for i := range p.parts {
		sum += float64(p.data[i*p.size+k])
	}
	return sum
}
