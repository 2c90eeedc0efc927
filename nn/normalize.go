package nn

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

// normalize divides the rows of a matrix by their lengths.
type normalize struct {
	unit  blas32.General
	norms []float32
}

// An embeddingError names an image whose embedding has no direction.
type embeddingError struct {
	image int    // in the batch or set
	why   string // as a matrix.RowError says it
}

func (e *embeddingError) Error() string {
	return fmt.Sprintf("embedding of item %d: %s", e.image, e.why)
}

// forward returns the unit rows of z. A row without a direction is an
// *embeddingError.
func (n *normalize) forward(z blas32.General) (blas32.General, error) {
	n.unit = matrix.Resize(n.unit, z.Rows, z.Cols)
	n.norms = matrix.Grow(n.norms, z.Rows)
	err := matrix.Unit(n.unit, z, n.norms)
	if bad := (*matrix.RowError)(nil); errors.As(err, &bad) {
		return blas32.General{}, &embeddingError{bad.Row, bad.Why}
	}
	return n.unit, nil
}

// backward writes the gradient of z to dz.
func (n *normalize) backward(dz, grad blas32.General) {
	kernels.NormalizeBackward(dz, grad, n.unit, n.norms)
}
