package kernels

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// syrkBlock is the size of the blocks on the diagonal, which are computed whole.
const syrkBlock = 64

// Ssyrk computes one triangle, ul, of C = alpha·A·Aᵀ + beta·C, or with Aᵀ·A if
// tA is a transpose. Every element of the triangle is what [Gemm] makes of it;
// the rest of C is neither read nor written.
func (b BLAS) Ssyrk(ul blas.Uplo, tA blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	rows, cols, ok := stored(tA, n, k)
	if !ok || ul != blas.Lower && ul != blas.Upper || n <= 0 || k < 0 || !holds("a", a, rows, cols, lda) || !holds("c", c, n, n, ldc) {
		b.implementation.Ssyrk(ul, tA, n, k, alpha, a, lda, beta, c, ldc)
		return
	}
	if k == 0 {
		alpha = 0
	}
	s := gemmScratches.Get().(*gemmScratch)
	u := syrk{threads: b.Threads, lower: ul == blas.Lower, tA: tA, tB: blas.Trans, k: k, alpha: alpha, beta: beta, a: a, lda: lda, c: c, ldc: ldc}
	if tA != blas.NoTrans {
		u.tB = blas.NoTrans
	}
	u.square = grow(&s.edge, syrkBlock*syrkBlock)
	u.triangle(0, n)
	gemmScratches.Put(s)
}

// syrk is one call of Ssyrk under way.
type syrk struct {
	threads     int
	lower       bool
	tA, tB      blas.Transpose
	k           int
	alpha, beta float32
	a, c        []float32
	lda, ldc    int
	square      []float32
}

// triangle computes the triangle of the n rows and columns from i on: two
// triangles and the square between them.
func (u *syrk) triangle(i, n int) {
	if n <= syrkBlock {
		u.diagonal(i, n)
		return
	}
	half := n / 2
	u.triangle(i, half)
	u.triangle(i+half, n-half)
	row, col, rows, cols := i+half, i, n-half, half
	if !u.lower {
		row, col, rows, cols = col, row, cols, rows
	}
	u.gemm(row, rows, col, cols, general(rows, cols, u.c[row*u.ldc+col:], u.ldc))
}

// diagonal computes a small triangle in a whole square of its own.
func (u *syrk) diagonal(i, n int) {
	square := general(n, n, u.square, n)
	for r := range n {
		copy(u.part(square.Data[r*n:], r, n), u.part(u.c[(i+r)*u.ldc+i:], r, n))
	}
	u.gemm(i, n, i, n, square)
	for r := range n {
		copy(u.part(u.c[(i+r)*u.ldc+i:], r, n), u.part(square.Data[r*n:], r, n))
	}
}

// part returns what belongs to the triangle of row r of a square of size n.
func (u *syrk) part(row []float32, r, n int) []float32 {
	if u.lower {
		return row[:r+1]
	}
	return row[r:n]
}

// gemm computes the elements of the given rows and columns of C.
func (u *syrk) gemm(row, rows, col, cols int, c blas32.General) {
	Gemm(u.threads, u.tA, u.tB, u.alpha, u.rows(row, rows), u.rows(col, cols), u.beta, c)
}

// rows returns n rows of op(A) from i on, as they are stored.
func (u *syrk) rows(i, n int) blas32.General {
	if u.k == 0 {
		rows, cols, _ := stored(u.tA, n, 0)
		return general(rows, cols, nil, cols)
	}
	if u.tA == blas.NoTrans {
		return general(n, u.k, u.a[i*u.lda:], u.lda)
	}
	return general(u.k, n, u.a[i:], u.lda)
}
