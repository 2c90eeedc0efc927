package tile

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// genericWidth is the width of the panels of a backend that has no register
// tile.
const genericWidth = 16

// panelWidth is the number of columns of a panel.
func panelWidth(t *impl.Table) int {
	if t.Gemm == nil {
		return genericWidth
	}
	return t.GemmCols
}

// operand is the left operand of a product: element (r, p) at r·row + p·col.
type operand struct {
	data           []float32
	rows, row, col int
}

// multiplyPanel adds the product of x with k ≤ GemmBlock rows of a panel to c, or
// sets c to it with beta = 0.
func multiplyPanel(t *impl.Table, x operand, k int, panel []float32, beta int, c []float32, ldc int) {
	if t.Gemm == nil {
		left := impl.View{Rows: x.rows, Cols: k, Row: x.row, Col: x.col, Data: x.data}
		right := impl.View{Rows: k, Cols: genericWidth, Row: genericWidth, Col: 1, Data: panel}
		impl.GemmGeneric(1, 1, left, right, beta == 0, blas32.General{Rows: x.rows, Cols: genericWidth, Stride: ldc, Data: c})
		return
	}
	cut := impl.CutTiles(x.rows, t.GemmRows)
	tiles := func(height, tiles, r int) {
		t.Gemm(height, tiles, k, 1, &x.data[r*x.row], height*x.row, x.row, x.col, &panel[0], t.GemmCols, beta, &c[r*ldc], ldc)
	}
	tiles(cut.Height, cut.Tall, 0)
	if cut.Low > 0 {
		tiles(cut.Height-1, cut.Low, cut.Height*cut.Tall)
	}
}

// grow returns the first n elements of buf, reallocated if it is too short.
func grow(buf *[]float32, n int) []float32 {
	if cap(*buf) < n {
		*buf = make([]float32, n)
	}
	return (*buf)[:n]
}
