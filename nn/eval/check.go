package eval

import (
	"fmt"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
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

// unitRows returns x with its rows divided by their lengths.
func unitRows(name string, x blas32.General) (blas32.General, error) {
	unit := blas32.General{Rows: x.Rows, Cols: x.Cols, Stride: x.Cols, Data: make([]float32, x.Rows*x.Cols)}
	norms := make([]float32, x.Rows)
	kernels.Normalize(unit, x, norms)
	for i, norm := range norms {
		if norm > 0 && norm <= math.MaxFloat32 {
			continue
		}
		if err := checkFinite(name, i, row(x, i)); err != nil {
			return blas32.General{}, err
		}
		if norm == 0 {
			return blas32.General{}, fmt.Errorf("eval: %s row %d is zero: it has no direction", name, i)
		}
		return blas32.General{}, fmt.Errorf("eval: %s row %d: its length is beyond float32", name, i)
	}
	return unit, nil
}

// checkFinite returns an error that names row i if it holds NaN or Inf.
func checkFinite(name string, i int, x []float32) error {
	for j, v := range x {
		if v-v != 0 { // NaN for NaN and ±Inf
			return fmt.Errorf("eval: %s row %d holds %v in column %d", name, i, v, j)
		}
	}
	return nil
}

// row returns row i of x.
func row(x blas32.General, i int) []float32 { return x.Data[i*x.Stride:][:x.Cols] }

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
