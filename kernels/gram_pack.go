package kernels

import "gonum.org/v1/gonum/blas/blas32"

// pack prepares block i.
func (g *Gram) pack(i int) {
	lo, hi := g.Bounds(i)
	g.packLeft(lo, hi)
	g.packRight(i, lo, hi)
	g.packColumns(lo, hi)
}

// packLeft copies the rows into blocks of columns, unless there is one alone.
func (g *Gram) packLeft(lo, hi int) {
	d := g.z.Cols
	if d <= gemmBlock {
		return
	}
	for p := 0; p < d; p += gemmBlock {
		k := min(gemmBlock, d-p)
		for r := lo; r < hi; r++ {
			copy(g.left[g.z.Rows*p+r*k:][:k], g.z.Data[r*d+p:])
		}
	}
}

// packRight transposes the rows into panels, filled up with zeros.
func (g *Gram) packRight(i, lo, hi int) {
	d := g.z.Cols
	for q := range ceilDiv(hi-lo, g.width) {
		dst := g.right[(i*g.panelsOfBlock()+q)*d*g.width:][:d*g.width]
		first := lo + q*g.width
		n := min(g.width, hi-first)
		src := g.z.Data[first*d:]
		done := 0
		if n < g.width {
			clear(dst)
		} else if g.backend.gemm.transpose != nil {
			for d-done >= 4 {
				k := min(gemmPackRows, d-done) &^ 3
				g.backend.gemm.transpose(k, &dst[done*g.width], &src[done], d)
				done += k
			}
		}
		for p := done; p < d; p++ {
			for l := range n {
				dst[p*g.width+l] = src[l*d+p]
			}
		}
	}
}

// packColumns cuts the rows into panels, fills them up with zeros, and clears
// the sums.
func (g *Gram) packColumns(lo, hi int) {
	d := g.z.Cols
	for q := range g.panelsOfColumns() {
		n := min(g.width, d-q*g.width)
		panel := g.columns[q*g.z.Rows*g.width:]
		for r := lo; r < hi; r++ {
			dst := panel[r*g.width:][:g.width]
			clear(dst[copy(dst[:n], g.z.Data[r*d+q*g.width:]):])
		}
		clear(g.sums[(q*g.z.Rows+lo)*g.width:][:(hi-lo)*g.width])
	}
}

// gramOperand is the left operand of a product: element (r, p) at r·row + p·col.
type gramOperand struct {
	data           []float32
	rows, row, col int
}

// multiply adds the product of a with k ≤ gemmBlock rows of a panel to c, or
// sets c to it with beta = 0.
func (g *Gram) multiply(a gramOperand, k int, b []float32, beta int, c []float32, ldc int) {
	kernel := &g.backend.gemm
	if kernel.tile == nil {
		x := view{rows: a.rows, cols: k, row: a.row, col: a.col, data: a.data}
		y := view{rows: k, cols: g.width, row: g.width, col: 1, data: b}
		gemmGeneric(1, 1, x, y, beta == 0, blas32.General{Rows: a.rows, Cols: g.width, Stride: ldc, Data: c})
		return
	}
	cut := cutTiles(a.rows, kernel.rows)
	tiles := func(height, tiles, r int) {
		kernel.tile(height, tiles, k, 1, &a.data[r*a.row], height*a.row, a.row, a.col, &b[0], g.width, beta, &c[r*ldc], ldc)
	}
	tiles(cut.height, cut.tall, 0)
	if cut.low > 0 {
		tiles(cut.height-1, cut.low, cut.height*cut.tall)
	}
}
