package nn

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
)

// normalize divides the rows of a matrix by their lengths.
type normalize struct {
	unit  blas32.General
	norms []float32
}

// An embeddingError names an image whose embedding cannot be normalised.
type embeddingError struct {
	image int // in the batch or set
	what  string
}

func (e *embeddingError) Error() string {
	return fmt.Sprintf("nn: embedding of image %d is %s", e.image, e.what)
}

// forward returns the unit rows of z. A row without a direction is an
// *embeddingError.
func (n *normalize) forward(z blas32.General) (blas32.General, error) {
	n.unit = dense(z.Rows, z.Cols, grow(n.unit.Data, z.Rows*z.Cols))
	n.norms = grow(n.norms, z.Rows)
	kernels.Normalize(n.unit, z, n.norms)
	for i, norm := range n.norms {
		if norm == 0 {
			return blas32.General{}, &embeddingError{i, "zero"}
		}
		if v := float64(norm); math.IsNaN(v) || math.IsInf(v, 0) {
			return blas32.General{}, &embeddingError{i, fmt.Sprintf("not finite (its length is %v)", norm)}
		}
	}
	return n.unit, nil
}

// backward writes the gradient of z to dz.
func (n *normalize) backward(dz, grad blas32.General) {
	kernels.NormalizeBackward(dz, grad, n.unit, n.norms)
}
