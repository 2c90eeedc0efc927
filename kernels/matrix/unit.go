package matrix

import (
	"fmt"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// minNorm is the length of the shortest row that float32 brings to unit length:
	// the squares of shorter ones are subnormal.
	minNorm = 1e-17
	// UnitTolerance is how far from 1 the length of a row may be that [CheckUnit]
	// takes for a unit vector.
	UnitTolerance = 1e-3

	leastSquare = (1 - UnitTolerance) * (1 - UnitTolerance)
	mostSquare  = (1 + UnitTolerance) * (1 + UnitTolerance)
)

// A RowError says of a row that it cannot be brought to unit length, or that it is
// no unit vector though it should be one.
type RowError struct {
	Row int    // from 0
	Why string // "NaN in column 3", "all zeros, which has no direction"
}

// Error names the row and what is wrong with it.
func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Why) }

// Unit sets the rows of dst to those of x divided by their lengths, which it
// stores in norms. dst may be x. It returns a [*RowError] for the first row that
// has NaN, infinities, zeros alone, or a length that float32 cannot hold or divide
// by: below 1e-17 or above the largest number; the rows before it have been set. It
// panics if the shapes differ or len(norms) is not x.Rows.
func Unit(dst, x blas32.General, norms []float32) error {
	if dst.Rows != x.Rows || dst.Cols != x.Cols || len(norms) != x.Rows {
		panic(fmt.Sprintf("matrix: Unit: dst is %d×%d, x is %d×%d, len(norms) = %d", dst.Rows, dst.Cols, x.Rows, x.Cols, len(norms)))
	}
	for i := range norms {
		r := Row(x, i)
		norms[i] = norm(r)
		if !hasDirection(norms[i]) {
			return &RowError{i, whyNoDirection(r, norms[i])}
		}
		kernels.Divide(Row(dst, i), r, norms[i])
	}
	return nil
}

// CheckUnit returns a [*RowError] for the first row of x whose length is not 1 to
// within [UnitTolerance].
func CheckUnit(x blas32.General) error {
	for i := range x.Rows {
		r := Row(x, i)
		if square := kernels.Dot(r, r); !(square >= leastSquare && square <= mostSquare) {
			return &RowError{i, "not a unit vector: " + whyNoDirection(r, float32(math.Sqrt(float64(square))))}
		}
	}
	return nil
}

func norm(r []float32) float32 { return float32(math.Sqrt(float64(kernels.Dot(r, r)))) }

// hasDirection tells whether float32 can divide a row by its length.
func hasDirection(norm float32) bool { return norm >= minNorm && norm <= math.MaxFloat32 }

// whyNoDirection says what is wrong with a row of the given length.
func whyNoDirection(r []float32, norm float32) string {
	if why := whyNotFinite(r); why != "" {
		return why
	}
	switch {
	case !slices.ContainsFunc(r, func(v float32) bool { return v != 0 }):
		return "all zeros, which has no direction"
	case norm > math.MaxFloat32:
		return "its length overflows float32"
	case norm < minNorm:
		return fmt.Sprintf("its length is below %v, too short for float32", minNorm)
	}
	return fmt.Sprintf("its length is %v", norm)
}
