package eval

import (
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// checkMatrix returns an error unless x has rows and columns and the data for them.
func checkMatrix(name string, x blas32.General) error {
	if err := matrix.Check(x); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// unitRows are some rows of a matrix at unit length, without gaps between them.
type unitRows struct {
	blas32.General
	norms []float32
}

// take sets u to rows lo up to hi of the matrix x, which errors call name.
func (u *unitRows) take(name string, x blas32.General, lo, hi int) error {
	u.General = matrix.Resize(u.General, hi-lo, x.Cols)
	u.norms = matrix.Grow(u.norms, hi-lo)
	return named(name, lo, matrix.Unit(u.General, matrix.Rows(x, lo, hi), u.norms))
}

// named says of an error about a row, counted from row first, which matrix that is
// in. Other errors come back as they are.
func named(name string, first int, err error) error {
	var row *matrix.RowError
	if !errors.As(err, &row) {
		return err
	}
	return fmt.Errorf("%s %w", name, matrix.Offset(first, row))
}
