package kernels

import (
	"sync"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/panel"
	"github.com/abc86604/temper/kernels/parallel"
)

// The loops around the register tile, from the outside in (Goto and van de
// Geijn 2008, "Anatomy of high-performance matrix multiplication"):
//
//	a region of B, at most gemmRegion elements, packed into panels as wide as a register tile
//	  a task: a block of rows of C by a group of the panels, on any goroutine
//	    a block of gemmBlock terms: the task's part of A fits the L2 cache
//	      a panel of B: stays in the L1 cache
//	        the tiles of the panel from top to bottom, in one or two calls
//
// Where these loops are cut changes no bit: every element of C receives its
// blocks of terms in ascending order, from one goroutine at a time.
const (
	gemmRegion     = 1 << 18
	gemmRegionCols = gemmRegion / gemmBlock
	gemmMinTask    = 1 << 19 // multiply-adds that are worth a goroutine
)

// gemmWork is a product under way. Its fields are set before tasks start and
// only read by them.
type gemmWork struct {
	table   *impl.Table
	threads int
	alpha   float32
	a, b    impl.View
	chain   int // the terms of an accumulator: gemmBlock, or fewer that divide it
	zero    bool
	c       blas32.General

	p0, terms int       // the region of B: its terms
	j0, cols  int       // and its columns
	panels    int       // how many panels that makes
	direct    bool      // whether B is read in place, except a last panel that is too narrow
	packed    []float32 // the others

	blockRows, groupPanels int // rows of C and panels of B in a task
	groups                 int // tasks beside each other
}

var gemmWorks = sync.Pool{New: func() any { return new(gemmWork) }}

// gemmPacked computes C += alpha·A·B, or C = 0 + alpha·A·B when zero is set: each element
// of C is fma(alpha, acc, c) for each block of GemmBlock terms in ascending order, acc the
// chain of fused multiply-adds over the block's terms from +0.
func gemmPacked(table *impl.Table, threads int, alpha float32, a, b impl.View, zero bool, c blas32.General) {
	w := gemmWorks.Get().(*gemmWork)
	*w = gemmWork{table: table, threads: threads, alpha: alpha, a: a, b: b, chain: gemmBlock, zero: zero, c: c, packed: w.packed}
	w.run()
	*w = gemmWork{packed: w.packed}
	gemmWorks.Put(w)
}

// run computes the product, region by region.
func (w *gemmWork) run() {
	table, a, c := w.table, w.a, w.c
	w.direct = w.readsInPlace()
	for w.j0 = 0; w.j0 < c.Cols; w.j0 += w.cols {
		w.cols = min(gemmRegionCols/table.GemmCols*table.GemmCols, c.Cols-w.j0)
		w.panels = impl.CeilDiv(w.cols, table.GemmCols)
		w.cutGrid()
		most := max(1, gemmRegion/(gemmBlock*table.GemmCols*w.panels)) * gemmBlock
		for w.p0 = 0; w.p0 < a.Cols; w.p0 += w.terms {
			w.terms = min(most, a.Cols-w.p0)
			w.packB()
			w.each(impl.CeilDiv(c.Rows, w.blockRows)*w.groups, (*gemmWork).task)
		}
	}
}

// cutGrid chooses the size of the tasks: blocks of rows as high as the caches
// allow, but enough of them to go round.
func (w *gemmWork) cutGrid() {
	height := w.table.GemmRows
	want := w.tasksWanted()
	blocks := max(want, impl.CeilDiv(w.c.Rows, gemmRowsInCache/height*height))
	w.blockRows = impl.CeilDiv(impl.CeilDiv(w.c.Rows, blocks), height) * height
	blocks = impl.CeilDiv(w.c.Rows, w.blockRows)
	w.groupPanels = impl.CeilDiv(w.panels, min(w.panels, impl.CeilDiv(want, blocks)))
	w.groups = impl.CeilDiv(w.panels, w.groupPanels)
}

// tasksWanted returns 4 tasks a goroutine, which even out what each takes, but
// none too small to be worth starting one; it also takes needless goroutines
// away.
func (w *gemmWork) tasksWanted() int {
	if w.threads <= 1 {
		return 1
	}
	work := w.c.Rows * w.cols * min(w.a.Cols, gemmRegion/w.cols)
	tasks := max(1, min(4*w.threads, work/gemmMinTask))
	w.threads = min(w.threads, tasks)
	return tasks
}

// each calls f for n tasks. One thread allocates nothing.
func (w *gemmWork) each(n int, f func(w *gemmWork, task int)) {
	if w.threads <= 1 {
		for task := range n {
			f(w, task)
		}
		return
	}
	parallel.For(w.threads, n, func(task int) { f(w, task) })
}

// task adds the products of the region to one block of C.
func (w *gemmWork) task(task int) {
	i := task / w.groups * w.blockRows
	first := task % w.groups * w.groupPanels
	last := min(first+w.groupPanels, w.panels)
	s := gemmScratches.Get().(*gemmScratch)
	product := panel.Take()
	product.Alpha = w.alpha
	tiles := impl.CutTiles(min(w.blockRows, w.c.Rows-i), w.table.GemmRows)
	k := 0
	for p := 0; p < w.terms; p += k {
		k = w.chains(product, w.terms-p)
		a := w.blockOfA(s, tiles, i, w.p0+p, k, last-first)
		beta := 1
		if w.zero && w.p0+p == 0 {
			beta = 0
		}
		for panel := first; panel < last; panel++ {
			b, bRow := w.panel(panel, p)
			product.Beta, product.BRow, product.Narrow = beta, bRow, 0
			product.BAhead = w.ahead()
			w.strip(s, product, tiles, a, b, i, panel)
		}
	}
	product.Give()
	gemmScratches.Put(s)
}

// ahead returns how far on the rows of a panel are brought to the caches where B is
// read from memory in place and by so few tiles that the first one would wait for it:
// some rows on, or, where a few rows fill what they share of the L1 cache, in the
// next panel.
func (w *gemmWork) ahead() int {
	switch {
	case !w.direct || w.inL1():
		return 0
	case w.sharesSets():
		return w.table.GemmCols
	}
	return gemmAheadRows * w.b.Row
}

// gemmAheadRows is the number of rows that a tile takes about as long for as the memory
// for a row.
const gemmAheadRows = 64

// chains lets p sum the next of so many terms: a block, of whole chains or the last one,
// which is shorter. It returns their number.
func (w *gemmWork) chains(p *panel.Product, left int) int {
	k := min(gemmBlock, left)
	if k < w.chain {
		p.Chains(1, k)
		return k
	}
	p.Chains(k/w.chain, w.chain)
	return k / w.chain * w.chain
}

// gemmLine is the number of elements of a cache line, and of the rows of a narrow tile:
// of rows that lie side by side a line a term is all.
const gemmLine = 16

// strip multiplies a block of A with a panel of B. Where the panel is wider
// than C the tiles work on a copy.
func (w *gemmWork) strip(s *gemmScratch, p *panel.Product, tiles impl.TileCut, a panel.Rows, b []float32, i, number int) {
	j := number * w.table.GemmCols
	left := min(w.table.GemmCols, w.cols-j)
	width := w.width(number)
	if width < w.table.GemmCols {
		tiles = w.narrow(p, tiles, a)
	}
	c := w.c.Data[i*w.c.Stride+w.j0+j:]
	if left == width {
		p.CRow = w.c.Stride
		p.MultiplyCut(w.table, tiles, a, b, c, p.Strips)
		return
	}
	rows := tiles.Rows()
	edge := grow(&s.edge, rows*width)
	if p.Beta != 0 {
		for r := range rows {
			copy(edge[r*width:][:left], c[r*w.c.Stride:])
		}
	}
	p.CRow = width
	p.MultiplyCut(w.table, tiles, a, b, edge, p.Strips)
	for r := range rows {
		copy(c[r*w.c.Stride:][:left], edge[r*width:])
	}
}

// narrow lets p multiply with a panel of 16 columns, and cuts the rows into tiles
// for it, which may be higher; but A may be packed for those there were.
func (w *gemmWork) narrow(p *panel.Product, tiles impl.TileCut, a panel.Rows) impl.TileCut {
	p.Narrow, p.AAhead = 1, 0
	if a.Col == 1 && a.PerRow == w.a.Row { // read where it lies
		p.AAhead = gemmLine * impl.CeilDiv(w.a.Row, w.a.Cols)
	}
	if a.Col == 0 {
		return tiles
	}
	return impl.CutTiles(tiles.Rows(), w.table.GemmNarrowRows)
}
