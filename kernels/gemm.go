package kernels

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Gemm computes
//
//	C = alpha·op(A)·op(B) + beta·C
//
// where op(X) is X for [blas.NoTrans] and the transpose of X for [blas.Trans]
// and [blas.ConjTrans]; op(A) is m×k, op(B) k×n and C m×n, each with any
// stride. Up to threads goroutines work at once; with 0 or 1 the caller's alone
// does everything.
//
// Each element of C is the same to the bit on every backend and at any number
// of threads. First c becomes beta·c rounded to float32; with beta = 0 it
// becomes +0 and C's contents are never read. Then for each block of 256
// consecutive terms p, the last one shorter,
//
//	acc = +0;  acc = fma(op(A)[i,p], op(B)[p,j], acc) with p ascending;  c = fma(alpha, acc, c)
//
// A sum of more than 16,384 terms would lose digits that way. Its terms are taken
// in stretches of 1,024, and the sum s of a stretch goes to total in float64, both
// from +0: for each 32 consecutive terms of a stretch acc as above, s = s + acc; for each
// stretch, total = total + s. At the end
//
//	c = float32(float64(c) + float64(alpha)·total)
//
// where the product and the sum are rounded to float64 one after the other.
//
// With alpha = 0 or k = 0 only the first step happens and A and B are not read,
// as in the reference BLAS.
//
// C must not overlap A or B, which may overlap each other. What lies between
// the rows of C keeps its value. Gemm panics when the shapes disagree, a stride
// is shorter than its row, or a slice shorter than its matrix.
func Gemm(threads int, tA, tB blas.Transpose, alpha float32, a, b blas32.General, beta float32, c blas32.General) {
	gemm(active, threads, tA, tB, alpha, a, b, beta, c)
}

// Gemm is [Gemm] on this backend.
func (be *Backend) Gemm(threads int, tA, tB blas.Transpose, alpha float32, a, b blas32.General, beta float32, c blas32.General) {
	gemm(be.table, threads, tA, tB, alpha, a, b, beta, c)
}

func gemm(t *impl.Table, threads int, tA, tB blas.Transpose, alpha float32, a, b blas32.General, beta float32, c blas32.General) {
	checkMatrix("Gemm", "a", a)
	checkMatrix("Gemm", "b", b)
	checkMatrix("Gemm", "c", c)
	opA, opB := viewOf("tA", tA, a), viewOf("tB", tB, b)
	if opA.Cols != opB.Rows || opA.Rows != c.Rows || opB.Cols != c.Cols {
		panic(fmt.Sprintf("kernels: Gemm: op(a) is %d×%d, op(b) is %d×%d, c is %d×%d",
			opA.Rows, opA.Cols, opB.Rows, opB.Cols, c.Rows, c.Cols))
	}
	if c.Rows == 0 || c.Cols == 0 {
		return
	}
	if alpha == 0 || opA.Cols == 0 {
		scaleRows(t, beta, c)
		return
	}
	if beta != 0 && beta != 1 {
		scaleRows(t, beta, c)
	}
	if opA.Cols > longSum {
		gemmLong(t, threads, alpha, opA, opB, beta == 0, c)
		return
	}
	if !gemmInPlace(t, alpha, opA, opB, beta == 0, c) {
		gemmPacked(t, threads, alpha, opA, opB, beta == 0, c)
	}
}

// viewOf returns op(x) for the transpose t.
func viewOf(name string, t blas.Transpose, x blas32.General) impl.View {
	switch t {
	case blas.NoTrans:
		return impl.View{Rows: x.Rows, Cols: x.Cols, Row: x.Stride, Col: 1, Data: x.Data}
	case blas.Trans, blas.ConjTrans:
		return impl.View{Rows: x.Cols, Cols: x.Rows, Row: 1, Col: x.Stride, Data: x.Data}
	}
	panic(fmt.Sprintf("kernels: Gemm: %s = %q is no transpose", name, rune(t)))
}

// scaleRows sets c to beta·c, and to +0 without reading it when beta is 0.
func scaleRows(t *impl.Table, beta float32, c blas32.General) {
	if beta == 1 {
		return
	}
	for i := range c.Rows {
		row := c.Data[i*c.Stride:][:c.Cols]
		if beta == 0 {
			clear(row)
		} else {
			scale(t, beta, row, row)
		}
	}
}
