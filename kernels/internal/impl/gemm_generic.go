package impl

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/parallel"
)

// GemmBlock is the number of terms that one accumulator of a matrix product
// takes before it is added to C. It belongs to the specification: on every
// machine, at every tile size, the sums break after the same terms.
const GemmBlock = 256

// A View is a matrix seen through two strides, so that a transpose costs
// nothing: element (i, j) is Data[i*Row+j*Col].
type View struct {
	Rows, Cols int
	Row, Col   int
	Data       []float32
}

// gemmGenericCols is the number of accumulators that gemmGenericStrip holds at
// once. It changes no bit of the result.
const gemmGenericCols = 64

// GemmGeneric specifies the matrix product once C has been scaled by beta:
// C += alpha·A·B, or C = 0 + alpha·A·B when zero is set. Up to threads
// goroutines work at once.
func GemmGeneric(threads int, alpha float32, a, b View, zero bool, c blas32.General) {
	if threads <= 1 {
		for i := range c.Rows {
			gemmGenericRow(alpha, a, b, zero, i, c.Data[i*c.Stride:][:c.Cols])
		}
		return
	}
	parallel.For(threads, c.Rows, func(i int) {
		gemmGenericRow(alpha, a, b, zero, i, c.Data[i*c.Stride:][:c.Cols])
	})
}

// gemmGenericRow computes c, row i of C.
func gemmGenericRow(alpha float32, a, b View, zero bool, i int, c []float32) {
	if zero {
		clear(c)
	}
	for j := 0; j < len(c); j += gemmGenericCols {
		gemmGenericStrip(alpha, a, b, i, j, c[j:min(j+gemmGenericCols, len(c))])
	}
}

// gemmGenericStrip adds to c, the stretch of row i of C that begins at column j.
func gemmGenericStrip(alpha float32, a, b View, i, j int, c []float32) {
	for first := 0; first < a.Cols; first += GemmBlock {
		var lanes [gemmGenericCols]float32
		acc := lanes[:len(c)]
		for p := first; p < min(first+GemmBlock, a.Cols); p++ {
			x := a.Data[i*a.Row+p*a.Col]
			at := p*b.Row + j*b.Col
			for l := range acc {
				acc[l] = FMA(x, b.Data[at+l*b.Col], acc[l])
			}
		}
		for l, v := range acc {
			c[l] = FMA(alpha, v, c[l])
		}
	}
}
