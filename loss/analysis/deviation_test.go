package analysis

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
)

// More rows than columns and fewer, and rows that are much alike.
func TestDeviationAgainstDefinition(t *testing.T) {
	for _, shape := range [][2]int{{2, 3}, {3, 1}, {40, 7}, {7, 40}, {300, 33}, {129, 300}} {
		n, d := shape[0], shape[1]
		checkDeviation(t, n, d, 1)
		checkDeviation(t, n, d, 20)
	}
}

// checkDeviation compares the variances of rows that a common part makes alike.
func checkDeviation(t *testing.T, n, d int, common float32) {
	t.Helper()
	z := normal(portable.NewRand(5), n, d)
	for i := range z.Rows {
		matrix.Row(z, i)[0] += common
	}
	u, variance := unit64(z), 0.0
	for i := range u {
		mean, squares := 0.0, 0.0
		for j := range u {
			if j != i {
				s := dot64(u[i], u[j])
				mean += s / float64(n-1)
				squares += s * s / float64(n-1)
			}
		}
		variance += (squares - mean*mean) / float64(n)
	}
	want := math.Sqrt(max(0, variance))
	got, err := Deviation(2, z)
	if err != nil || math.Abs(got*got-want*want) > 1e-6*(1+want) {
		t.Errorf("%d×%d, common part %v: %v, want %v, %v", n, d, common, got, want, err)
	}
	alone, _ := Deviation(0, z)
	if alone != got {
		t.Errorf("%d×%d: %v by one thread, %v by two", n, d, alone, got)
	}
}

func TestDeviationErrors(t *testing.T) {
	z := ones(3, 4)
	clear(matrix.Row(z, 2))
	_, err := Deviation(1, z)
	wantError(t, err, "row 2: all zeros")
	_, err = Deviation(1, ones(1, 4))
	wantError(t, err, "1 row,")
	if got, err := Deviation(1, ones(5, 4)); err != nil || got > 1e-3 {
		t.Errorf("of equal rows %v, %v", got, err)
	}
}
