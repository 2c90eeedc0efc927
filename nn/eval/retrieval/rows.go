package retrieval

import (
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// Rows are those of a matrix that need not be in memory: of a [Matrix], or of a file, as
// package arrayfile opens it.
type Rows interface {
	Len() int // rows
	Dim() int // columns

	// Read sets dst, of Dim columns, to as many rows from row lo on as it has. It may be
	// called from several goroutines at once.
	Read(dst blas32.General, lo int) error
}

// Matrix is the Rows of a matrix in memory.
type Matrix blas32.General

// Len is the number of rows.
func (m Matrix) Len() int { return m.Rows }

// Dim is the number of columns.
func (m Matrix) Dim() int { return m.Cols }

// Read copies rows. The error is always nil.
func (m Matrix) Read(dst blas32.General, lo int) error {
	for i := range dst.Rows {
		copy(matrix.Row(dst, i), matrix.Row(blas32.General(m), lo+i))
	}
	return nil
}
