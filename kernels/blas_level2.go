package kernels

import (
	"gonum.org/v1/gonum/blas"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Sgemv computes y = alpha·op(A)·x + beta·y for a matrix A of m×n. Without a
// transpose y_i = fma(alpha, Dot(row i of A, x), beta·y_i); with one, the rows
// of A are added to beta·y in ascending order by [Axpy] with alpha·x_i. Where they are
// more than 16,384, y_j is what [Gemm] makes of it.
func (b BLAS) Sgemv(tA blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	lenY, lenX, ok := stored(tA, m, n)
	if !ok || m <= 0 || n <= 0 || !holds("a", a, m, n, lda) || !holdsVector("x", x, lenX, incX) || !holdsVector("y", y, lenY, incY) || alpha == 0 {
		b.implementation.Sgemv(tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
		return
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	xs, ys := dense(&s.x, x, lenX, incX), dense(&s.y, y, lenY, incY)
	switch beta {
	case 0:
		clear(ys)
	case 1:
	default:
		Scale(beta, ys, ys)
	}
	switch {
	case tA == blas.NoTrans:
		for i := range ys {
			ys[i] = impl.FMA(alpha, Dot(a[i*lda:][:n], xs), ys[i])
		}
	case m > longSum:
		addRows(alpha, a, lda, xs, ys)
	default:
		for i, v := range xs {
			Axpy(float32(alpha*v), a[i*lda:][:n], ys)
		}
	}
	spread(y, ys, incY)
}

// addRows adds alpha·Aᵀ·x to y by the rule of [Gemm] for long sums. A chain of 32
// rows is one for every element of y, so that A is read as it lies.
func addRows(alpha float32, a []float32, lda int, x, y []float32) {
	n := len(y)
	total := make([]float64, n)
	sums := make([]float32, 2*n)
	acc, stretch := sums[:n], sums[n:]
	for i, v := range x {
		Axpy(v, a[i*lda:][:n], acc)
		last := i == len(x)-1
		if (i+1)%longChain == 0 || last {
			Axpy(1, acc, stretch)
			clear(acc)
		}
		if (i+1)%longStretch == 0 || last {
			addTo(total, stretch)
			clear(stretch)
		}
	}
	addLong(alpha, total, y)
}

// Sger computes A += alpha·x·yᵀ for a matrix A of m×n: to row i, [Axpy] adds y
// times alpha·x_i.
func (b BLAS) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if m <= 0 || n <= 0 || !holds("a", a, m, n, lda) || !holdsVector("x", x, m, incX) || !holdsVector("y", y, n, incY) || alpha == 0 {
		b.implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
		return
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	xs, ys := dense(&s.x, x, m, incX), dense(&s.y, y, n, incY)
	for i, v := range xs {
		Axpy(float32(alpha*v), ys, a[i*lda:][:n])
	}
}
