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
// number of threads, and takes wrong arguments, zero sizes and beta = 0 as
// gonum does, panic messages included. Multiply-adds are fused and sums taken
// in many lanes, so results differ from gonum's by rounding. All other routines
// are gonum's own.
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
