package analysis

import (
	"math"
	"testing"
)

func TestPenalties(t *testing.T) {
	s := []float32{0.9, -1, 0.3, float32(math.Inf(-1)), 0.9}
	last := math.Inf(-1)
	for _, tau := range []float64{1e-4, 0.01, 0.1, 1, 10, 1e4} {
		r := make([]float64, len(s))
		if err := Penalties(r, s, tau); err != nil {
			t.Fatal(err)
		}
		var sum float64
		for _, v := range r {
			sum += v
		}
		h := Entropy(r)
		if math.Abs(sum-1) > 1e-15 || r[3] != 0 || r[0] != r[4] || h < last {
			t.Errorf("τ = %v: %v, entropy %v after %v", tau, r, h, last)
		}
		if want := math.Exp((float64(s[2]) - float64(s[0])) / tau); relative(r[2], r[0]*want) > 1e-13 && want > 1e-300 {
			t.Errorf("τ = %v: ratio %v, want %v", tau, r[2]/r[0], want)
		}
		last = h
	}
	if h := Entropy([]float64{0.25, 0.25, 0.25, 0.25, 0}); math.Abs(h-math.Log(4)) > 1e-15 {
		t.Errorf("entropy of four even parts: %v", h)
	}
	wantError(t, Penalties(make([]float64, 1), make([]float32, 2), 1), "1 penalties", "2 negatives")
	for _, tau := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		r := []float64{7}
		if wantError(t, Penalties(r, make([]float32, 1), tau), "tau = "); r[0] != 7 {
			t.Errorf("an error changes the penalties to %v", r)
		}
	}
}
