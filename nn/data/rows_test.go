package data

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// normalMatrix is n rows of d numbers, with a gap of two behind each row.
func normalMatrix(n, d int) blas32.General {
	z := blas32.General{Rows: n, Cols: d, Stride: d + 2, Data: make([]float32, n*(d+2))}
	r := portable.NewRand(9)
	for i := range z.Data {
		z.Data[i] = float32(r.Normal())
	}
	return z
}

func rowsOf(t testing.TB, z blas32.General, labels []int) *Rows {
	t.Helper()
	rows, err := NewRows(z, labels, "numbers")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestRows(t *testing.T) {
	z := normalMatrix(4, 5)
	rows := rowsOf(t, z, []int{3, 0, 1, 3})
	if rows.Len() != 4 || rows.Shape() != (Shape{1, 1, 5}) || rows.String() != "numbers" {
		t.Errorf("%d rows of %v from %q", rows.Len(), rows.Shape(), rows)
	}
	if !slices.Equal(Labels(rows), []int{3, 0, 1, 3}) || rowsOf(t, z, nil).Label(2) != -1 {
		t.Errorf("labels %v, without: %d", Labels(rows), rowsOf(t, z, nil).Label(2))
	}
	for _, a := range []Augment{{}, DefaultAugment()} {
		view := make([]float32, 5)
		rows.View(view, 2, a, Key{1, 2, 3})
		if want := z.Data[14:19]; !slices.Equal(itemOf(rows, 2), want) || !slices.Equal(view, want) {
			t.Errorf("row 2 is %v, its view %v, want %v", itemOf(rows, 2), view, want)
		}
	}
	dense := matrix.New(4, 5)
	for i := range 4 {
		copy(matrix.Row(dense, i), matrix.Row(z, i))
	}
	if rowsOf(t, dense, nil).Digest() != rows.Digest() {
		t.Error("the digest looks at labels or at what is between the rows")
	}
}

func TestRowsRefuse(t *testing.T) {
	bad := func(v float64) blas32.General {
		z := normalMatrix(3, 2)
		z.Data[9] = float32(v)
		return z
	}
	for name, test := range map[string]struct {
		z      blas32.General
		labels []int
		words  []string
	}{
		"NaN":         {bad(math.NaN()), nil, []string{"row 2", "NaN in column 1"}},
		"infinity":    {bad(math.Inf(-1)), nil, []string{"row 2", "infinity in column 1"}},
		"no rows":     {blas32.General{Cols: 3, Stride: 3}, nil, []string{"0×3", "no elements"}},
		"short":       {blas32.General{Rows: 2, Cols: 3, Stride: 3, Data: make([]float32, 5)}, nil, []string{"5 numbers are not 2×3"}},
		"few labels":  {bad(0), []int{1, 2}, []string{"3 rows", "2 labels"}},
		"no labels":   {bad(0), []int{}, []string{"3 rows", "0 labels"}},
		"label below": {bad(0), []int{0, -1, 0}, []string{"row 1", "label -1"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewRows(test.z, test.labels, "numbers")
			wantError(t, err, append(test.words, "numbers: ")...)
		})
	}
}

// TestNoise holds the noise to its standard deviation, which is in units of the row.
func TestNoise(t *testing.T) {
	const d = 20_000
	z := normalMatrix(2, d)
	for i := range matrix.Row(z, 1) {
		matrix.Row(z, 1)[i] *= 1e4
	}
	rows := rowsOf(t, z, nil)
	for i, size := range []float64{1, 1e4} {
		row, view := itemOf(rows, i), make([]float32, d)
		rows.View(view, i, Augment{Noise: 0.5}, Key{1, 2, 3})
		var sum, squares float64
		for j := range view {
			e := float64(view[j]-row[j]) / size
			sum, squares = sum+e, squares+e*e
		}
		if mean, sd := sum/d, math.Sqrt(squares/d); math.Abs(mean) > 0.02 || math.Abs(sd-0.5) > 0.02 {
			t.Errorf("row %d: noise of mean %v and standard deviation %v, want 0 and 0.5", i, mean, sd)
		}
	}
}

func TestMask(t *testing.T) {
	const d = 20_000
	rows, view := rowsOf(t, normalMatrix(1, d), nil), make([]float32, d)
	rows.View(view, 0, Augment{Mask: 0.3}, Key{1, 2, 3})
	masked := 0
	for j, v := range itemOf(rows, 0) {
		switch {
		case view[j] == 0:
			masked++
		case view[j] != v:
			t.Fatalf("value %d is %v, was %v", j, view[j], v)
		}
	}
	if share := float64(masked) / d; math.Abs(share-0.3) > 0.02 {
		t.Errorf("%v of the values are masked, want 0.3", share)
	}
}

// TestRowOfZeros has no noise to take.
func TestRowOfZeros(t *testing.T) {
	rows := rowsOf(t, matrix.New(1, 4), nil)
	if got := viewOf(rows, 0, Key{}); !slices.Equal(got, make([]float32, 4)) {
		t.Errorf("view %v", got)
	}
}
