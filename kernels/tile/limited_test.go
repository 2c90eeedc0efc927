package tile

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// What is limited on the fly is what tiles limited first give.
func TestLimitedIsLimit(t *testing.T) {
	f := newFrame(similarities(), 100, 240, 3, portable.NewRand(26), kerneltest.Aligned)
	rows, cols := f.rowLimits(), f.colLimits()
	byRow, byCol := f.clone().dst, f.clone().dst
	want, got := f.clone(), f.clone()
	Limit(byRow, byCol, f.s, rows, cols, want.rowSums[1], want.colSums[1])
	Exp(byRow, byRow, 1, 10, want.rowSums[0], nil)
	Exp(byCol, byCol, 1, 10, make([]float64, 100), want.colSums[0])
	ExpLimited(f.s, 1, 10, rows, cols, got.rowSums[0], got.colSums[0], got.rowSums[1], got.colSums[1])
	for i := range 2 {
		if !slices.Equal(got.rowSums[i], want.rowSums[i]) || !slices.Equal(got.colSums[i], want.colSums[i]) {
			t.Errorf("sums %d of what is kept differ from those of Limit and Exp", i)
		}
	}

	for i := range f.rows[2] {
		f.rows[2][i] = float32(i - 50) // finite: an infinite weight of nothing is NaN
	}
	WeightLimited(f.dst, f.s, 1, 10, rows, Limits{}, f.rows[2], nil)
	Weight(byRow, byRow, f.rows[2], make([]float32, 240))
	for i := range 100 {
		for j, w := range row(byRow, i) {
			if got := row(f.dst, i)[j]; got != w {
				t.Fatalf("weight %d, %d: %v, that of Limit %v", i, j, got, w)
			}
		}
	}
}
