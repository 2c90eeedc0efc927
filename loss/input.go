package loss

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// unitTolerance is how far from 1 the length of a row may be that is said to
	// be a unit vector.
	unitTolerance = 1e-3
	leastSquare   = (1 - unitTolerance) * (1 - unitTolerance)
	mostSquare    = (1 + unitTolerance) * (1 + unitTolerance)
	// minNorm is the shortest row that float32 normalises: the squares of
	// shorter ones are subnormal.
	minNorm = 1e-17
)

// unitRows are an input's rows at unit length, without gaps between them, and
// the lengths they had.
type unitRows struct {
	buffer []float32
	norms  []float32
	blas32.General
}

// reset makes room for n rows of d columns.
func (u *unitRows) reset(n, d int) {
	u.buffer = grow(u.buffer, n*d)
	u.norms = grow(u.norms, n)
	u.General = dense(u.buffer, n, d)
}

// normalize sets rows lo, lo+1, ... of u to z's rows divided by their lengths. In
// errors z's first row has the number first.
func (u *unitRows) normalize(lo int, name string, first int, z blas32.General) error {
	norms := u.norms[lo:][:z.Rows]
	kernels.Normalize(rows(u.General, lo, lo+z.Rows), z, norms)
	for i, norm := range norms {
		if !(norm >= minNorm && norm <= math.MaxFloat32) {
			return fmt.Errorf("loss: %s row %d: %s", name, first+i, whyNotNormal(row(z, i), norm))
		}
	}
	return nil
}

// copyUnit sets rows lo, lo+1, ... of u to z's, which must be unit vectors.
func (u *unitRows) copyUnit(lo int, name string, first int, z blas32.General) error {
	if err := checkUnit(name, first, z); err != nil {
		return err
	}
	for i := range z.Rows {
		copy(row(u.General, lo+i), row(z, i))
	}
	return nil
}

// checkUnit returns an error that names the first row of z that is not a unit
// vector.
func checkUnit(name string, first int, z blas32.General) error {
	for i := range z.Rows {
		r := row(z, i)
		square := float64(kernels.Dot(r, r))
		if !(square >= leastSquare && square <= mostSquare) {
			why := whyNotNormal(r, float32(math.Sqrt(square)))
			return fmt.Errorf("loss: %s row %d is not a unit vector: %s", name, first+i, why)
		}
	}
	return nil
}

// whyNotNormal says what is wrong with a row.
func whyNotNormal(r []float32, norm float32) string {
	zero := true
	for k, v := range r {
		switch {
		case v != v:
			return fmt.Sprintf("NaN in column %d", k)
		case math.IsInf(float64(v), 0):
			return fmt.Sprintf("infinity in column %d", k)
		}
		zero = zero && v == 0
	}
	switch {
	case zero:
		return "all zeros, which has no direction"
	case norm > math.MaxFloat32:
		return "its length overflows float32"
	case norm < minNorm:
		return fmt.Sprintf("its length is below %v, too short for float32", minNorm)
	}
	return fmt.Sprintf("its length is %v", norm)
}

// firstError is the first that is not nil of the errors of tasks, in their order.
func firstError(errors []error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkMatrix checks that z has rows and columns and the data for them.
func checkMatrix(name string, z blas32.General) error {
	if z.Rows <= 0 || z.Cols <= 0 {
		return fmt.Errorf("loss: %s is %d×%d, has no elements", name, z.Rows, z.Cols)
	}
	if z.Stride < z.Cols || (z.Rows-1)*z.Stride+z.Cols > len(z.Data) {
		return fmt.Errorf("loss: %s: %d numbers are not %d×%d with stride %d", name, len(z.Data), z.Rows, z.Cols, z.Stride)
	}
	return nil
}

// checkPair checks two matrices whose rows are pairs.
func checkPair(z0, z1 blas32.General) error {
	if err := checkMatrix("z0", z0); err != nil {
		return err
	}
	if err := checkMatrix("z1", z1); err != nil {
		return err
	}
	if z0.Rows != z1.Rows || z0.Cols != z1.Cols {
		return fmt.Errorf("loss: z0 is %d×%d, z1 is %d×%d, must be the same", z0.Rows, z0.Cols, z1.Rows, z1.Cols)
	}
	return nil
}

// checkViews checks the views of a batch, of which the second may be missing.
func checkViews(z0, z1 blas32.General, oneView bool) error {
	if oneView {
		return checkMatrix("z0", z0)
	}
	return checkPair(z0, z1)
}

// checkBank checks anchors against the bank and each anchor's place in it.
func checkBank(z, bank blas32.General, index []int) error {
	if err := checkMatrix("z", z); err != nil {
		return err
	}
	if err := checkMatrix("bank", bank); err != nil {
		return err
	}
	if z.Cols != bank.Cols {
		return fmt.Errorf("loss: z has %d columns, bank has %d", z.Cols, bank.Cols)
	}
	if len(index) != z.Rows {
		return fmt.Errorf("loss: z has %d rows, index has %d entries", z.Rows, len(index))
	}
	for i, p := range index {
		if p < 0 || p >= bank.Rows {
			return fmt.Errorf("loss: index of anchor %d is %d, bank has rows 0 to %d", i, p, bank.Rows-1)
		}
	}
	return nil
}
