package kernels

import (
	"sync"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/panel"
)

// gemmScratch is what one task needs of memory.
type gemmScratch struct {
	a    []float32 // a packed block of A
	edge []float32 // a copy of a strip of C
}

var gemmScratches = sync.Pool{New: func() any { return new(gemmScratch) }}

// grow returns the first n elements of buf, reallocated if it is too short.
func grow[T float32 | float64](buf *[]T, n int) []T {
	if cap(*buf) < n {
		*buf = make([]T, n)
	}
	return (*buf)[:n]
}

// gemmFewPanels is the number of panels of B up to which packing A costs more
// than it saves.
const gemmFewPanels = 4

// gemmDenseRows is the number of rows of a transposed A up to which a term's lie close
// enough together as they are.
const gemmDenseRows = 32

// blockOfA returns k terms from p of rows of A from i: in place where A is used
// for few panels or lies as close as it can, else packed.
func (w *gemmWork) blockOfA(s *gemmScratch, tiles impl.TileCut, i, p, k, panels int) panel.Rows {
	data := w.a.Data[i*w.a.Row+p*w.a.Col:]
	if panels <= gemmFewPanels || w.a.Col == 1 && w.a.Row == k || w.a.Row == 1 && w.a.Col <= gemmDenseRows {
		return panel.Strided(data, w.a.Row, w.a.Col)
	}
	dst := grow(&s.a, tiles.Rows()*k+w.table.GemmSpan)
	if w.a.Col == 1 {
		for r := range tiles.Rows() {
			copy(dst[r*k:][:k], data[r*w.a.Row:])
		}
		return panel.Strided(dst, k, 1)
	}
	for row := 0; row < tiles.Rows(); row += tiles.HeightAt(row) {
		w.packTile(dst[row*k:], data[row:], k, tiles.HeightAt(row))
	}
	return panel.Rows{Data: dst, PerRow: k, Row: 1}
}

// packTile lets the terms of a tile's rows, which lie side by side in A,
// alternate: element r of term p goes to dst[p·height+r]. dst has table.GemmSpan
// elements to spare.
func (w *gemmWork) packTile(dst, src []float32, k, height int) {
	p := 0
	if w.table.GemmInterleave != nil && len(src) >= w.table.GemmSpan {
		p = min(k, (len(src)-w.table.GemmSpan)/w.a.Col+1)
		w.table.GemmInterleave(p, &dst[0], &src[0], w.a.Col, height)
	}
	for ; p < k; p++ {
		copy(dst[p*height:][:height], src[p*w.a.Col:])
	}
}

// readsInPlace reports whether B's rows can be read where they are: they are
// contiguous, and a panel's rows lie close enough together for the L1 cache, or
// there are so few rows of A that packing would not pay.
func (w *gemmWork) readsInPlace() bool {
	if w.b.Col != 1 {
		return false
	}
	few := gemmFewRows
	if w.sharesSets() {
		few /= 2
	}
	return w.c.Rows <= few || w.inL1()
}

// gemmFewRows is the number of rows of A up to which packing B costs more than it saves.
const gemmFewRows = 112

// inL1 reports whether a block of B's rows fits the L1 cache.
func (w *gemmWork) inL1() bool { return min(w.b.Rows, gemmBlock)*w.b.Row*4 <= gemmL1 }

// sharesSets reports whether B's rows are so many elements apart, a multiple of a power
// of two, that a panel's share too few sets of the L1 cache: every tile brings them there
// again.
func (w *gemmWork) sharesSets() bool { return w.b.Row%(4*w.table.GemmCols) == 0 }

// width returns how many columns a panel has: the last one may be narrow.
func (w *gemmWork) width(number int) int {
	width := w.table.GemmCols
	if w.cols-number*width <= impl.ChannelBlock {
		return min(width, impl.ChannelBlock)
	}
	return width
}

// inPlace reports whether a panel is read where it is.
func (w *gemmWork) inPlace(number int) bool {
	return w.direct && number*w.table.GemmCols+w.width(number) <= w.cols
}

// packB packs the region's panels that are not read in place.
func (w *gemmWork) packB() {
	size := w.panels * w.table.GemmCols * w.terms
	w.packed = grow(&w.packed, size)
	if !w.direct {
		w.each(w.panels, (*gemmWork).packPanel)
	} else if !w.inPlace(w.panels - 1) {
		w.packPanel(w.panels - 1)
	}
}

// panel returns the panel's row at term p of the region, and the distance of
// its rows.
func (w *gemmWork) panel(number, p int) ([]float32, int) {
	width := w.table.GemmCols
	if w.inPlace(number) {
		return w.b.Data[(w.p0+p)*w.b.Row+w.j0+number*width:], w.b.Row
	}
	return w.packed[number*w.terms*width+p*w.width(number):], w.width(number)
}

// gemmPackRows is the number of terms that one call into assembly packs.
const gemmPackRows = 1024

// packPanel packs a panel of B: its rows follow each other, each filled with
// zeros where the panel is wider than the region.
func (w *gemmWork) packPanel(number int) {
	width := w.width(number)
	j := number * w.table.GemmCols
	panel := w.packed[w.terms*j:]
	for p := 0; p < w.terms; p += gemmPackRows {
		k := min(gemmPackRows, w.terms-p)
		dst := panel[p*width:][:k*width]
		src := w.b.Data[(w.p0+p)*w.b.Row+(w.j0+j)*w.b.Col:]
		n := min(width, w.cols-j)
		if n < width {
			clear(dst)
		}
		if w.b.Col == 1 {
			w.packRows(dst, src, k, width, n)
		} else {
			w.packColumns(dst, src, k, width, n)
		}
	}
}

// packRows packs k rows of n columns, whose rows are contiguous.
func (w *gemmWork) packRows(dst, src []float32, k, width, n int) {
	if w.table.GemmCopy != nil && n == w.table.GemmCols {
		w.table.GemmCopy(k, &dst[0], &src[0], w.b.Row)
		return
	}
	for p := range k {
		copy(dst[p*width:][:n], src[p*w.b.Row:])
	}
}

// packColumns packs k rows of n columns that are contiguous, or nothing is. Assembly does
// multiples of 4, the last of which overlap those before.
func (w *gemmWork) packColumns(dst, src []float32, k, width, n int) {
	col, rows := w.b.Col, k&^3
	if w.b.Row != 1 || w.table.GemmTranspose == nil || rows == 0 || n < 4 {
		packPart(dst, src, 0, k, width, n, w.b.Row, col)
		return
	}
	w.table.GemmTranspose(rows, n&^3, &dst[0], &src[0], col, width)
	if n&3 > 0 {
		w.table.GemmTranspose(rows, 4, &dst[n-4], &src[(n-4)*col], col, width)
	}
	packPart(dst, src, rows, k, width, n, 1, col)
}

// packPart packs n columns from row p on, element by element.
func packPart(dst, src []float32, p, k, width, n, row, col int) {
	for ; p < k; p++ {
		for j := range n {
			dst[p*width+j] = src[p*row+j*col]
		}
	}
}
