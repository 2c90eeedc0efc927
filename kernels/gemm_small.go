package kernels

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/panel"
)

// gemmSmall is the number of multiply-adds up to which a product is small: most of
// the general loops' work is then done in vain.
const gemmSmall = 1 << 18

// gemmInPlace is gemmPacked for small products where nothing has to be packed: the terms
// are one block, B's rows are contiguous and fit the L1 cache, and its columns make up
// few panels that are whole, or 16 wide. It reports whether that is so.
func gemmInPlace(t *impl.Table, alpha float32, a, b impl.View, zero bool, c blas32.General) bool {
	panels := b.Cols / t.GemmCols
	rest := b.Cols - panels*t.GemmCols
	if b.Col != 1 || a.Cols > gemmBlock || c.Rows*c.Cols*a.Cols > gemmSmall || a.Cols*b.Row*4 > gemmL1 ||
		rest != 0 && rest != impl.ChannelBlock || panels > gemmFewPanels {
		return false
	}
	p := panel.Take()
	p.Terms(a.Cols)
	p.Alpha, p.BRow, p.CRow = alpha, b.Row, c.Stride
	if !zero {
		p.Beta = 1
	}
	rows := panel.Strided(a.Data, a.Row, a.Col)
	if panels > 0 {
		p.Strips, p.BStrip, p.CStrip = panels, t.GemmCols, t.GemmCols
		p.MultiplyCut(t, impl.CutTiles(c.Rows, t.GemmRows), rows, b.Data, c.Data, panels)
	}
	if rest > 0 {
		p.Narrow, p.Strips = 1, 1
		p.MultiplyCut(t, impl.CutTiles(c.Rows, t.GemmNarrowRows), rows, b.Data[panels*t.GemmCols:], c.Data[panels*t.GemmCols:], 1)
	}
	p.Give()
	return true
}
