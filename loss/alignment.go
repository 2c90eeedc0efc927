package loss

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"
)

// Alignment is the mean of |x_i - y_i|² over the rows of z0 and z1, both B×d, at
// unit length: how far apart positive pairs lie, from 0 to 4 (Wang & Isola 2020).
// Errors name the row that cannot be normalised, or different shapes.
func (w *Workspace) Alignment(ctx context.Context, z0, z1 blas32.General) (float64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := checkPair(z0, z1); err != nil {
		return 0, err
	}
	x, err := w.normalized(0, "z0", z0)
	if err != nil {
		return 0, err
	}
	y, err := w.normalized(1, "z1", z1)
	if err != nil {
		return 0, err
	}
	var sum float64
	for i := range x.Rows {
		other := row(y, i)
		for k, v := range row(x, i) {
			gap := float64(v) - float64(other[k])
			sum += float64(gap * gap)
		}
	}
	return sum / float64(x.Rows), nil
}
