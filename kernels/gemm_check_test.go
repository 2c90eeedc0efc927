package kernels

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

func TestGemmPanics(t *testing.T) {
	matrix := func(rows, cols int) blas32.General {
		return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
	}
	short := matrix(2, 3)
	short.Data = short.Data[:5]
	narrow := matrix(2, 3)
	narrow.Stride = 2
	negative := blas32.General{Rows: -1, Cols: 3, Stride: 3}
	for _, test := range []struct {
		tA      blas.Transpose
		a, b, c blas32.General
		want    string
	}{
		{blas.NoTrans, matrix(2, 3), matrix(4, 5), matrix(2, 5), "kernels: Gemm: op(a) is 2×3, op(b) is 4×5, c is 2×5"},
		{blas.Trans, matrix(2, 3), matrix(3, 5), matrix(2, 5), "kernels: Gemm: op(a) is 3×2, op(b) is 3×5, c is 2×5"},
		{blas.NoTrans, matrix(2, 3), matrix(3, 5), matrix(3, 5), "c is 3×5"},
		{blas.NoTrans, short, matrix(3, 5), matrix(2, 5), "kernels: Gemm: len(a.Data) = 5 is too short for 2×3 with stride 3"},
		{blas.NoTrans, matrix(2, 3), narrow, matrix(2, 5), "kernels: Gemm: b.Stride = 2, b.Cols = 3"},
		{blas.NoTrans, matrix(2, 3), matrix(3, 5), negative, "kernels: Gemm: c is -1×3"},
		{'X', matrix(2, 3), matrix(3, 5), matrix(2, 5), `kernels: Gemm: tA = 'X' is no transpose`},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, test.want) {
					t.Errorf("panic %q, want %q", got, test.want)
				}
			}()
			Gemm(1, test.tA, blas.NoTrans, 1, test.a, test.b, 0, test.c)
		}()
	}
}
