package adapt

import (
	"math"
	"slices"
	"testing"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		what   string
		points []Point
		want   int
	}{
		{"nothing was tried", nil, -1},
		{"no gain, no error", []Point{{0.1, 1, 0, 0}}, -1},
		{"a loss", []Point{{0.1, 1, -0.2, 0.01}, {0.1, 2, -0.1, 0.01}}, -1},
		{"1.5 errors are not enough", []Point{{0.1, 1, 0.03, 0.02}}, -1},
		{"a little more is", []Point{{0.1, 1, 0.03001, 0.02}}, 0},
		{"a gain without an error", []Point{{0.1, 1, 0.01, 0}}, 0},
		{"the best decides, be another one surer", []Point{{0.1, 1, 0.03, 0.001}, {0.1, 2, 0.04, 0.03}}, -1},
		{"the longest within an error", []Point{{0.1, 1, 0.05, 0.01}, {0.1, 2, 0.06, 0.01}, {0.1, 3, 0.055, 0.01}, {0.1, 4, 0.051, 0.01}, {0.1, 5, 0.049, 0.01}}, 3},
		{"later ones count though there is a gap", []Point{{0.1, 1, 0.06, 0.01}, {0.1, 2, 0.01, 0.01}, {0.1, 3, 0.055, 0.01}}, 2},
		{"shorter ones do not", []Point{{0.1, 1, 0.059, 0.01}, {0.1, 2, 0.06, 0.01}}, 1},
		{"the error is the best's", []Point{{0.1, 1, 0.06, 0.03}, {0.1, 2, 0.04, 0.001}}, 1},
		{"not the longer training's own", []Point{{0.1, 1, 0.06, 0.001}, {0.1, 2, 0.05, 0.03}}, 0},
		{"at the best temperature alone", []Point{{0.1, 1, 0.06, 0.01}, {0.1, 2, 0.01, 0.01}, {0.2, 1, 0.05, 0.01}, {0.2, 2, 0.059, 0.01}}, 0},
		{"of equals the first", []Point{{0.1, 1, 0.06, 0.01}, {0.2, 1, 0.06, 0.01}}, 0},
	} {
		if got := choose(c.points); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

func TestGainOf(t *testing.T) {
	for _, c := range []struct {
		differences []float64
		mean, se    float64
	}{
		{[]float64{1, 2, 3, 4}, 2.5, math.Sqrt(5.0 / 12)},
		{[]float64{0.5, 0.5, 0.5}, 0.5, 0},
		{[]float64{-1, 1}, 0, 1},
	} {
		mean, se := gainOf(c.differences)
		if mean != c.mean || math.Abs(se-c.se) > 1e-15 {
			t.Errorf("%v: %v ± %v, want %v ± %v", c.differences, mean, se, c.mean, c.se)
		}
	}
}

func TestLooks(t *testing.T) {
	upTo16 := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	for _, c := range []struct {
		most int
		want []int
	}{
		{1, []int{1}}, {3, upTo16[:3]}, {16, upTo16}, {17, append(slices.Clone(upTo16), 17)},
		{32, append(slices.Clone(upTo16), 18, 20, 22, 24, 27, 30, 32)},
	} {
		if got := looks(c.most); !slices.Equal(got, c.want) {
			t.Errorf("up to %d: %v, want %v", c.most, got, c.want)
		}
	}
}
