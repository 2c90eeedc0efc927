package tile

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestLimitKeeps holds all backends to what is kept at the ends of intervals,
// of infinities and of NaN.
func TestLimitKeeps(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	cases := []struct {
		v, least, below float32
		kept            bool
	}{
		{0.5, 0.5, 1, true}, {0.5, 0.25, 0.5, false}, {0.5, math.Nextafter32(0.5, 1), 1, false},
		{0.5, -inf, math.Nextafter32(0.5, 1), true}, {0.5, -inf, inf, true}, {0, float32(math.Copysign(0, -1)), 1, true},
		{float32(math.Copysign(0, -1)), 0, 1, true}, {0, -1, float32(math.Copysign(0, -1)), false},
		{-inf, -inf, inf, false}, {-inf, -1, 1, false}, {inf, -inf, inf, false}, {-math.MaxFloat32, -inf, inf, true},
		{nan, -inf, inf, false}, {0.5, nan, inf, false}, {0.5, -inf, nan, false}, {-inf, nan, inf, false}, {0.5, 1, 0, false},
	}
	onAllBackends(t, func(t *testing.T) {
		for _, c := range cases {
			fill := func(n int, v float32) []float32 {
				x := make([]float32, n)
				for i := range x {
					x[i] = v
				}
				return x
			}
			tile := func() blas32.General { return blas32.General{Rows: 3, Cols: 48, Stride: 48, Data: fill(144, c.v)} }
			noRows, noCols := Limits{fill(3, 2), fill(3, 1)}, Limits{fill(48, 2), fill(48, 1)}
			byRow, byCol, rowKept, colKept := tile(), tile(), make([]float64, 3), make([]float64, 48)
			Limit(byRow, tile(), tile(), Limits{fill(3, c.least), fill(3, c.below)}, noCols, rowKept, nil)
			Limit(tile(), byCol, tile(), noRows, Limits{fill(48, c.least), fill(48, c.below)}, nil, colKept)
			rows, cols, want := 0.0, 0.0, float32(math.Inf(-1))
			if c.kept {
				rows, cols, want = 48, 3, c.v
			}
			if rowKept[2] != rows || colKept[47] != cols || byRow.Data[100] != want || byCol.Data[100] != want {
				t.Errorf("%v in [%v, %v): rows keep %v as %v, columns %v as %v", c.v, c.least, c.below,
					rowKept[2], byRow.Data[100], colKept[47], byCol.Data[100])
			}
		}
	})
}
