package tile

import (
	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/panel"
)

// operand is the left operand of a product: element (r, p) at r·row + p·col.
type operand struct {
	data           []float32
	rows, row, col int
}

// multiplyPanel adds the product of x with k ≤ GemmBlock rows of a panel to c, or
// sets c to it with beta = 0.
func multiplyPanel(t *impl.Table, x operand, k int, columns []float32, beta int, c []float32, ldc int) {
	p := panel.Take()
	p.Terms(k)
	p.BRow, p.Beta, p.CRow = t.GemmCols, beta, ldc
	p.Multiply(t, x.rows, panel.Strided(x.data, x.row, x.col), columns, c)
	p.Give()
}

// grow returns the first n elements of buf, reallocated if it is too short.
func grow(buf *[]float32, n int) []float32 {
	if cap(*buf) < n {
		*buf = make([]float32, n)
	}
	return (*buf)[:n]
}
