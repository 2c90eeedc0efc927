package analysis

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// ones is a matrix of ones.
func ones(n, d int) blas32.General {
	z := matrix.New(n, d)
	for i := range z.Data {
		z.Data[i] = 1
	}
	return z
}

// TestBadRows names the row and what is wrong with it.
func TestBadRows(t *testing.T) {
	for word, v := range map[string]float32{
		"NaN in column 1":      float32(math.NaN()),
		"infinity in column 1": float32(math.Inf(-1)),
		"overflows":            1e30,
	} {
		z := ones(200, 4)
		matrix.Row(z, 133)[1] = v
		_, err := Analyze(t.Context(), 2, z, nil, []float64{1})
		wantError(t, err, "row 133: ", word)
	}
	z := ones(5, 4)
	clear(matrix.Row(z, 3))
	_, err := Analyze(t.Context(), 1, z, nil, []float64{1})
	wantError(t, err, "row 3: all zeros")
	matrix.Row(z, 3)[0] = 1e-30
	_, err = Analyze(t.Context(), 1, z, nil, []float64{1})
	wantError(t, err, "row 3", "too short")
}

func TestBadArguments(t *testing.T) {
	short := ones(3, 4)
	short.Data = short.Data[:11]
	one := []float64{1}
	for _, c := range []struct {
		z      blas32.General
		labels []int
		taus   []float64
		words  []string
	}{
		{ones(4, 3), nil, nil, []string{"no temperature"}},
		{ones(4, 3), nil, []float64{1, 0}, []string{"tau = 0", "[0.0001, 10000]"}},
		{ones(4, 3), nil, []float64{math.NaN()}, []string{"tau = NaN"}},
		{ones(1, 3), nil, one, []string{"1 row,"}},
		{ones(4, 3), []int{1, 2, 3}, one, []string{"4 rows", "3 labels"}},
		{blas32.General{}, nil, one, []string{"0×0"}},
		{short, nil, one, []string{"11 numbers"}},
	} {
		_, err := Analyze(t.Context(), 1, c.z, c.labels, c.taus)
		wantError(t, err, c.words...)
	}
}
