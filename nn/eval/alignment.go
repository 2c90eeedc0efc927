package eval

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// rowsAtOnce is the number of rows of a matrix that are at unit length at a time. It
// changes no bit.
const rowsAtOnce = 128

// Alignment is the mean of |x_i - y_i|² over the rows of z0 and z1, both B×d, at
// unit length: how far apart positive pairs lie, from 0 to 4 (Wang & Isola 2020).
// A cancelled ctx ends the work with its error. Other errors name the row that
// cannot be normalised, or different shapes.
func Alignment(ctx context.Context, z0, z1 blas32.General) (float64, error) {
	if err := checkPair(z0, z1); err != nil {
		return 0, err
	}
	var x, y unitRows
	var sum float64
	for lo := 0; lo < z0.Rows; lo += rowsAtOnce {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		hi := min(lo+rowsAtOnce, z0.Rows)
		if err := x.take("z0", z0, lo, hi); err != nil {
			return 0, err
		}
		if err := y.take("z1", z1, lo, hi); err != nil {
			return 0, err
		}
		for k, v := range x.Data {
			gap := float64(v) - float64(y.Data[k])
			sum += float64(gap * gap)
		}
	}
	return sum / float64(z0.Rows), nil
}

// checkPair returns an error unless z0 and z1 are of one shape.
func checkPair(z0, z1 blas32.General) error {
	if err := checkMatrix("z0", z0); err != nil {
		return err
	}
	if err := checkMatrix("z1", z1); err != nil {
		return err
	}
	if z0.Rows != z1.Rows || z0.Cols != z1.Cols {
		return fmt.Errorf("z0 is %d×%d, z1 is %d×%d, must be the same", z0.Rows, z0.Cols, z1.Rows, z1.Cols)
	}
	return nil
}
