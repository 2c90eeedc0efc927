package kernels

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/parallel"
)

// gemmGenericCols is the number of accumulators that gemmGenericStrip holds at
// once. It changes no bit of the result.
const gemmGenericCols = 64

// gemmGeneric is the specification of [Gemm] once C has been scaled by beta:
// C += alpha·A·B, or C = 0 + alpha·A·B when zero is set.
func gemmGeneric(threads int, alpha float32, a, b view, zero bool, c blas32.General) {
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
func gemmGenericRow(alpha float32, a, b view, zero bool, i int, c []float32) {
	if zero {
		clear(c)
	}
	for j := 0; j < len(c); j += gemmGenericCols {
		gemmGenericStrip(alpha, a, b, i, j, c[j:min(j+gemmGenericCols, len(c))])
	}
}

// gemmGenericStrip adds to c, the stretch of row i of C that begins at column j.
func gemmGenericStrip(alpha float32, a, b view, i, j int, c []float32) {
	for first := 0; first < a.cols; first += gemmBlock {
		var lanes [gemmGenericCols]float32
		acc := lanes[:len(c)]
		for p := first; p < min(first+gemmBlock, a.cols); p++ {
			x := a.data[i*a.row+p*a.col]
			at := p*b.row + j*b.col
			for l := range acc {
				acc[l] = fma(x, b.data[at+l*b.col], acc[l])
			}
		}
		for l, v := range acc {
			c[l] = fma(alpha, v, c[l])
		}
	}
}
