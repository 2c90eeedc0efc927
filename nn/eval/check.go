package eval

import (
	"errors"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// checkLabels returns an error unless there is one label from 0 up for each of
// the rows of the matrix that the message calls name.
func checkLabels(name string, labels []int, rows int) error {
	if len(labels) != rows {
		return fmt.Errorf("eval: %s has %d rows but %d labels: they part at row %d", name, rows, len(labels), min(rows, len(labels)))
	}
	for i, label := range labels {
		if label < 0 {
			return fmt.Errorf("eval: %s row %d: label %d is negative", name, i, label)
		}
	}
	return nil
}

// checkColumns returns an error unless two matrices have the same number of
// columns and at least one row each.
func checkColumns(name string, a blas32.General, other string, b blas32.General) error {
	switch {
	case a.Rows == 0:
		return fmt.Errorf("eval: %s has no rows", name)
	case b.Rows == 0:
		return fmt.Errorf("eval: %s has no rows", other)
	case a.Cols != b.Cols:
		return fmt.Errorf("eval: %s has %d columns, %s has %d", name, a.Cols, other, b.Cols)
	}
	return nil
}

// checkMatrix returns an error unless x has rows and columns and the data for them.
func checkMatrix(name string, x blas32.General) error {
	if err := matrix.Check(x); err != nil {
		return fmt.Errorf("eval: %s: %w", name, err)
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
	return fmt.Errorf("eval: %s %w", name, matrix.Offset(first, row))
}

// classes returns the distinct labels in ascending order, and each label's
// place among them: class numbers may have gaps of any width.
func classes(labels []int) (names, places []int) {
	names = slices.Clone(labels)
	slices.Sort(names)
	names = slices.Compact(names)
	places = make([]int, len(labels))
	for i, label := range labels {
		places[i], _ = slices.BinarySearch(names, label)
	}
	return names, places
}
