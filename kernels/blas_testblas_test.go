package kernels

import (
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/testblas"
)

// double gives BLAS the signatures of the float64 routines, so that gonum's own
// tests can call it: its operands are exact in float32.
type double struct{ BLAS }

func single(x []float64) []float32 {
	s := make([]float32, len(x))
	for i, v := range x {
		s[i] = float32(v)
	}
	return s
}

// into calls f with x in float32 and puts what it makes of it into x.
func into(x []float64, f func(s []float32)) {
	s := single(x)
	f(s)
	for i, v := range s {
		x[i] = float64(v)
	}
}

func (d double) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	into(c, func(s []float32) {
		d.Sgemm(tA, tB, m, n, k, float32(alpha), single(a), lda, single(b), ldb, float32(beta), s, ldc)
	})
}

func (d double) Dsyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	into(c, func(s []float32) {
		d.Ssyrk(ul, tA, n, k, float32(alpha), single(a), lda, float32(beta), s, ldc)
	})
}

func (d double) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	return float64(d.Sdot(n, single(x), incX, single(y), incY))
}

func (d double) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	into(y, func(s []float32) { d.Saxpy(n, float32(alpha), single(x), incX, s, incY) })
}

func (d double) Dscal(n int, alpha float64, x []float64, incX int) {
	into(x, func(s []float32) { d.Sscal(n, float32(alpha), s, incX) })
}

// Dnrm2 returns the norm in float64, which the test expects, where Snrm2 has
// the float32 nearest to it.
func (d double) Dnrm2(n int, x []float64, incX int) float64 {
	norm, exact := d.Snrm2(n, single(x), incX), d.implementation.Dnrm2(n, x, incX)
	if norm == float32(exact) {
		return exact
	}
	return float64(norm)
}

func (d double) Dasum(n int, x []float64, incX int) float64 {
	return float64(d.Sasum(n, single(x), incX))
}

func (d double) Idamax(n int, x []float64, incX int) int { return d.Isamax(n, single(x), incX) }

// gonum's tests of Sgemv and Sger have decimal operands, which its own float32
// routines fail too: blas_test.go compares those.
func TestBLASByGonumsTests(t *testing.T) {
	for _, threads := range []int{0, 2} {
		d := double{BLAS{Threads: threads}}
		t.Run("gemm", func(t *testing.T) { testblas.TestDgemm(t, d) })
		t.Run("syrk", func(t *testing.T) { testblas.DsyrkTest(t, d) })
	}
	d := double{}
	t.Run("dot", func(t *testing.T) { testblas.DdotTest(t, d) })
	t.Run("axpy", func(t *testing.T) { testblas.DaxpyTest(t, d) })
	t.Run("scal", func(t *testing.T) { testblas.DscalTest(t, d) })
	t.Run("nrm2", func(t *testing.T) { testblas.Dnrm2Test(t, d) })
	t.Run("asum", func(t *testing.T) { testblas.DasumTest(t, d) })
	t.Run("amax", func(t *testing.T) { testblas.IdamaxTest(t, d) })
}
