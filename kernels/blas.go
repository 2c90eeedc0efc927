package kernels

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// BLAS is gonum's float32 BLAS on this package's kernels. Nothing in gonum
// changes until the program says so:
//
//	blas32.Use(kernels.BLAS{})
//
// Sgemm, Ssyrk, Sgemv, Sger, Sdot, Saxpy, Sscal, Snrm2, Sasum and Isamax are
// the package's own: each gives the same bits on every backend and at any
// number of threads, and takes wrong arguments and zero sizes as gonum does,
// panic messages included. All other routines are gonum's own.
//
// Multiply-adds are fused, sums taken in many lanes, and in Sgemm and Ssyrk it is
// the sums that alpha multiplies: results differ from gonum's by rounding, and by more
// where alpha is not finite or something on the way overflows in one of the two alone.
//
// Here beta = 0 overwrites what there was, NaNs too, and with alpha = 0 nothing
// that it would multiply is read. No other zero hides anything: 0·NaN and 0·∞ are
// NaN, in every routine and for every transpose. gonum 0.17 departs from that:
//
//   - Its Sgemm, but for A·Bᵀ, and its Ssyrk of Aᵀ·A leave out the terms with
//     alpha·a = 0, where a is of op(A) in Sgemm and, in Ssyrk, of the factor that
//     decides the row. What is not finite behind such a zero is missing there.
//   - Its Sgemm with alpha = 0 and beta ≠ 1 reads A, for A·Bᵀ also B, and makes NaNs
//     of what is not finite.
//   - Its Ssyrk of Aᵀ·A with beta = 0 leaves the NaNs in a lower triangle.
//   - Its Sgemv of Aᵀ with beta = 0 and incY = 1 clears the slice y beyond its n
//     elements as well.
//   - Its Sger with a negative increment takes other elements on amd64.
type BLAS struct {
	implementation

	// Threads is the number of goroutines that Sgemm and Ssyrk may use; 0 and 1
	// start none.
	Threads int
}

// implementation embeds gonum's methods without a field of that name.
type implementation = gonum.Implementation

var _ blas.Float32 = BLAS{}

// Arguments that gonum rejects go to gonum, whose panic is then the caller's, but for
// sizes beyond an int ([holds]). So do calls that it answers without computing.

// Sgemm computes C = alpha·op(A)·op(B) + beta·C by [Gemm].
func (b BLAS) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, bb []float32, ldb int, beta float32, c []float32, ldc int) {
	rowsA, colsA, okA := stored(tA, m, k)
	rowsB, colsB, okB := stored(tB, k, n)
	if !okA || !okB || m <= 0 || n <= 0 || k < 0 || !holds("a", a, rowsA, colsA, lda) || !holds("b", bb, rowsB, colsB, ldb) || !holds("c", c, m, n, ldc) {
		b.implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, bb, ldb, beta, c, ldc)
		return
	}
	Gemm(b.Threads, tA, tB, alpha, general(rowsA, colsA, a, lda), general(rowsB, colsB, bb, ldb), beta, general(m, n, c, ldc))
}

// stored returns the shape in which X is stored when op(X) is rows×cols, and
// whether t is a transpose at all.
func stored(t blas.Transpose, rows, cols int) (int, int, bool) {
	switch t {
	case blas.NoTrans:
		return rows, cols, true
	case blas.Trans, blas.ConjTrans:
		return cols, rows, true
	}
	return 0, 0, false
}

// holds reports whether x has room for a matrix with that stride. gonum multiplies
// before it compares: where the size is beyond an int, it might take x for long enough
// and write anywhere. Then its panic is here, x having that name in it.
func holds(name string, x []float32, rows, cols, stride int) bool {
	if stride < max(1, cols) {
		return false
	}
	if impl.HoldsMatrix(len(x), rows, cols, stride) {
		return true
	}
	if size, ok := impl.Product(rows-1, stride); !ok || size > math.MaxInt-cols {
		panic(insufficient + name)
	}
	return false
}

// insufficient is how gonum begins to say that a slice is too short.
const insufficient = "blas: insufficient length of "

func general(rows, cols int, x []float32, stride int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Data: x, Stride: stride}
}
