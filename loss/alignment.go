package loss

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"
)

// Alignment is the mean of |x_i - y_i|² over the rows of z0 and z1, both B×d, at
// unit length: how far apart positive pairs lie, from 0 to 4 (Wang & Isola 2020).
// Errors name the row that cannot be normalised, or different shapes.
func (w *Workspace) Alignment(ctx context.Context, z0, z1 blas32.General) (float64, error) {
	if err := checkPair(z0, z1); err != nil {
		return 0, err
	}
	x, y := &w.units[0], &w.units[1]
	var sum float64
	for lo := 0; lo < z0.Rows; lo += unitEdge {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		hi := min(lo+unitEdge, z0.Rows)
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
