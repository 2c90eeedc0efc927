// Package panel has the one loop around the micro-kernel of matrix products: rows
// of an operand, wherever they lie, times a panel of the other, as wide as a
// register tile. Package kernels makes Gemm of it, package tile the tiles of
// similarities, package conv the convolutions.
//
// It is for the packages of kernels: its tables are internal to them.
package panel

import (
	"sync"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Rows is the left operand of a product, the rows of A as the tiles read them. Row
// r begins PerRow·r elements on; the rows of a tile are Row elements apart and their
// terms Col. With Col = 0 the operand is packed tile by tile, so that the terms of a
// tile's rows alternate: a tile of height h has element (r, p) at p·h + r.
type Rows struct {
	Data             []float32
	PerRow, Row, Col int
}

// Strided returns rows that lie row elements apart, their terms col.
func Strided(data []float32, row, col int) Rows { return Rows{data, row, row, col} }

// callProducts is the number of multiply-adds that one call covers where it can be cut:
// assembly cannot be preempted, and a slow core needs some tens of microseconds for them.
const callProducts = 1 << 20

// A Product is the micro-kernel's argument block with the runs of its terms. It is
// used for one call after another, by one goroutine at a time.
type Product struct {
	impl.GemmArgs
	runs  []impl.GemmRun
	terms int
	chain int // the terms of each of several chains
}

var products = sync.Pool{New: func() any { return new(Product) }}

// Take returns a Product from a pool, with one strip, alpha 1 and beta 0; give it back
// with [Product.Give].
func Take() *Product {
	p := products.Get().(*Product)
	p.GemmArgs = impl.GemmArgs{Alpha: 1, Strips: 1, CBlock: impl.ChannelBlock}
	return p
}

// Give returns p to the pool.
func (p *Product) Give() {
	p.GemmArgs = impl.GemmArgs{}
	products.Put(p)
}

// Terms lets the sums have k terms, one beside the other.
func (p *Product) Terms(k int) { p.SetRuns(impl.GemmRun{Terms: k}) }

// Chains lets the sums have n·k terms, in n chains of k: each is added to C before the
// next begins. beta has to be 1. They take the place of strips.
func (p *Product) Chains(n, k int) {
	p.Terms(k)
	p.Strips, p.CStrip, p.chain = n, 0, k
}

// SetRuns lets the sums have the terms of several runs. None may be empty.
func (p *Product) SetRuns(runs ...impl.GemmRun) {
	p.chain = 0
	p.runs = append(append(p.runs[:0], runs...), impl.GemmRun{})
	p.Runs = &p.runs[0]
	p.terms = 0
	for _, r := range runs {
		p.terms += r.Terms
	}
}

// Multiply multiplies n rows, cut into tiles, with the panel b, and adds the result to
// the rows of c, CRow elements apart. Each strip does the same AStrip, BStrip and
// CStrip elements further on.
func (p *Product) Multiply(t *impl.Table, n int, a Rows, b, c []float32) {
	width, most := t.GemmCols, t.GemmRows
	if p.Narrow != 0 {
		width, most = impl.ChannelBlock, t.GemmNarrowRows
	}
	p.MultiplyCut(t, impl.CutTiles(n, most), a, b, c, max(1, callProducts/(n*width*p.terms)))
}

// MultiplyCut is [Product.Multiply] for rows already cut, with so many strips a call.
func (p *Product) MultiplyCut(t *impl.Table, cut impl.TileCut, a Rows, b, c []float32, together int) {
	all := p.Strips
	for first := 0; first < all; first += together {
		p.Strips = min(together, all-first)
		p.B = &b[first*p.BStrip]
		from, to := a, c[first*p.CStrip:]
		from.Data = a.Data[first*p.AStrip:]
		p.tiles(t, cut.Height, cut.Tall, 0, from, to)
		if cut.Low > 0 {
			p.tiles(t, cut.Height-1, cut.Low, cut.Height*cut.Tall, from, to)
		}
	}
	p.Strips = all
}

// tiles multiplies tiles of one height, from row on.
func (p *Product) tiles(t *impl.Table, height, tiles, row int, a Rows, c []float32) {
	p.Tiles, p.ATile, p.ARow, p.ACol = tiles, height*a.PerRow, a.Row, a.Col
	if a.Col == 0 {
		p.ACol = height
	}
	if p.chain > 0 {
		p.AStrip, p.BStrip = p.chain*p.ACol, p.chain*p.BRow
	}
	p.A, p.C = &a.Data[row*a.PerRow], &c[row*p.CRow]
	t.Multiply(height, &p.GemmArgs)
}
