package matrix

import (
	"math"
	"slices"
	"testing"
)

// TestAllBadRows: every row that CheckFinite and Unit would stop at, and no other.
func TestAllBadRows(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	x := Of([]float32{1, 2, nan, 0, 0, 0, 3, inf, 1e-30, 0, 1, 0}, 6, 2)
	want := func(got []*RowError, rows ...int) {
		t.Helper()
		var is []int
		for _, e := range got {
			is = append(is, e.Row)
		}
		if !slices.Equal(is, rows) {
			t.Errorf("rows %v, want %v", is, rows)
		}
	}
	want(NotFinite(x), 1, 3)
	want(WithoutDirection(x), 1, 2, 3, 4)
	if first := NotFinite(x)[0]; first.Error() != CheckFinite(x).Error() {
		t.Errorf("%v, want %v", first, CheckFinite(x))
	}
}
