package matrix

import (
	"errors"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/internal/impl"
	"gonum.org/v1/gonum/blas/blas32"
)

// Check returns an error unless x has rows and columns and the data for them. The
// caller says which matrix it is.
func Check(x blas32.General) error {
	if x.Rows <= 0 || x.Cols <= 0 {
		return fmt.Errorf("%d×%d, has no elements", x.Rows, x.Cols)
	}
	if !impl.HoldsMatrix(len(x.Data), x.Rows, x.Cols, x.Stride) {
		return fmt.Errorf("%d numbers are not %d×%d with stride %d", len(x.Data), x.Rows, x.Cols, x.Stride)
	}
	return nil
}

// CheckFinite returns a [*RowError] for the first row of x that has NaN or an
// infinity.
func CheckFinite(x blas32.General) error {
	for i := range x.Rows {
		if why := whyNotFinite(Row(x, i)); why != "" {
			return &RowError{i, why}
		}
	}
	return nil
}

// whyNotFinite names the first element that is NaN or infinite, if there is one.
func whyNotFinite(r []float32) string {
	for k, v := range r {
		switch {
		case v != v:
			return fmt.Sprintf("NaN in column %d", k)
		case math.IsInf(float64(v), 0):
			return fmt.Sprintf("infinity in column %d", k)
		}
	}
	return ""
}

// Offset returns err with its row counted from first on, if it is a [*RowError]:
// that of rows first, first+1, ... of a larger matrix becomes one of that matrix.
// Any other err, nil as well, comes back as it is.
func Offset(first int, err error) error {
	var row *RowError
	if !errors.As(err, &row) {
		return err
	}
	return &RowError{first + row.Row, row.Why}
}
