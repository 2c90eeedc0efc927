package data

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// badRows returns an error for every row that is not finite or whose label is negative, in
// order. labels may be nil.
func badRows(z blas32.General, labels []int) []*matrix.RowError {
	return WithBadLabels(matrix.NotFinite(z), labels)
}

// WithBadLabels returns the errors about rows, which may be changed, and one for every
// other row whose label is negative, in the order of the rows. labels may be nil.
func WithBadLabels(bad []*matrix.RowError, labels []int) []*matrix.RowError {
	for i, label := range labels {
		if label < 0 {
			bad = append(bad, &matrix.RowError{Row: i, Why: fmt.Sprintf("label %d, want 0 or more", label)})
		}
	}
	slices.SortStableFunc(bad, func(a, b *matrix.RowError) int { return cmp.Compare(a.Row, b.Row) })
	return slices.CompactFunc(bad, func(a, b *matrix.RowError) bool { return a.Row == b.Row })
}

// BadRows is the errors about rows as bad items, which are called "row 3".
func BadRows(errors []*matrix.RowError) []BadItem {
	items := make([]BadItem, len(errors))
	for i, e := range errors {
		items[i] = BadItem{fmt.Sprintf("row %d", e.Row), e.Why}
	}
	return items
}
