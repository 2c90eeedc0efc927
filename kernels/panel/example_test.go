package panel_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/panel"
)

// A matrix of 3 rows and 2 columns, read where it lies, times a panel: 2 rows as wide as
// the register tile of the instruction set.
func Example() {
	t := impl.Active
	width := t.GemmCols
	a := []float32{1, 2, 3, 4, 5, 6}
	b, c := make([]float32, 2*width), make([]float32, 3*width)
	for j := range width {
		b[j], b[width+j] = 10, 1
	}

	p := panel.Take()
	p.Terms(2)
	p.BRow, p.CRow = width, width
	p.Multiply(t, 3, panel.Strided(a, 2, 1), b, c)
	p.Give()

	fmt.Println(c[0], c[width], c[2*width])
	// Output: 12 34 56
}
