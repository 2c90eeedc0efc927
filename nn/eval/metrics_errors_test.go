package eval

import (
	"context"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// TestMetricsNameBadRows names the matrix, the row and what is wrong with it.
func TestMetricsNameBadRows(t *testing.T) {
	const n, d, bad = 200, 4, 133
	ctx, good, labels := t.Context(), ones(n, d), make([]int, n)
	for word, row := range map[string][]float32{
		"NaN in column 1":      {1, float32(math.NaN()), 1, 1},
		"infinity in column 1": {1, float32(math.Inf(-1)), 1, 1},
		"all zeros":            {0, 0, 0, 0},
		"too short":            {1e-30, 0, 0, 0},
		"overflows":            {1, 1e30, 1, 1},
	} {
		z := ones(n, d)
		copy(matrix.Row(z, bad), row)
		_, err := Uniformity(ctx, 2, z, 2)
		wantError(t, err, "z row 133: ", word)
		_, _, err = Tolerance(ctx, Labelled{z, labels})
		wantError(t, err, "z row 133: ", word)
		_, err = Alignment(ctx, z, good)
		wantError(t, err, "z0 row 133: ", word)
		_, err = Alignment(ctx, good, z)
		wantError(t, err, "z1 row 133: ", word)
		_, err = DefaultKNN().LeaveOneOut(ctx, 1, Labelled{z, labels})
		wantError(t, err, "z row 133: ", word)
	}
}

func TestMetricsRefuse(t *testing.T) {
	ctx, z, one := t.Context(), ones(4, 3), ones(1, 3)
	for _, scale := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		_, err := Uniformity(ctx, 1, z, scale)
		wantError(t, err, "t = ")
	}
	_, err := Uniformity(ctx, 1, one, 2)
	wantError(t, err, "1 row")
	_, _, err = Tolerance(ctx, Labelled{z, []int{1, 2}})
	wantError(t, err, "4 rows", "2 labels")
	_, _, err = Tolerance(ctx, Labelled{z, []int{1, 2, -3, 2}})
	wantError(t, err, "z row 2: label -3")
	_, _, err = Tolerance(ctx, Labelled{z, []int{1, 2, 3, 4}})
	wantError(t, err, "no two share")
	_, err = Alignment(ctx, z, one)
	wantError(t, err, "z0 is 4×3", "z1 is 1×3")
	short := ones(4, 3)
	short.Data = short.Data[:11]
	for word, bad := range map[string]blas32.General{"z: 0×0": {}, "z: 11 numbers": short} {
		_, err := Uniformity(ctx, 1, bad, 2)
		wantError(t, err, word)
		_, _, err = Tolerance(ctx, Labelled{Rows: bad})
		wantError(t, err, word)
	}
	_, err = Alignment(ctx, z, short)
	wantError(t, err, "z1: 11 numbers")
}

func TestMetricsOfEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	z := ones(5, 4)
	if _, err := Uniformity(ctx, 2, z, 2); err != context.Canceled {
		t.Errorf("Uniformity: error %v", err)
	}
	if _, _, err := Tolerance(ctx, Labelled{z, make([]int, 5)}); err != context.Canceled {
		t.Errorf("Tolerance: error %v", err)
	}
	if _, err := Alignment(ctx, z, z); err != context.Canceled {
		t.Errorf("Alignment: error %v", err)
	}
}
