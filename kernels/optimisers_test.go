package kernels

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Of exact products and sums.
func TestSGD(t *testing.T) {
	w, v, g := []float32{1}, []float32{0.5}, []float32{0.25}
	SGD(w, v, g, 0.5, 0.5, 2)
	// d = 2·1 + 0.25; v = 0.5·0.5 + d; w = 1 - 0.5 v
	if v[0] != 2.5 || w[0] != -0.25 || g[0] != 0.25 {
		t.Errorf("w, v, g = %g, %g, %g; want -0.25, 2.5, 0.25", w[0], v[0], g[0])
	}
}

// Of exact products and sums.
func TestNesterov(t *testing.T) {
	w, v, g := []float32{1}, []float32{0.5}, []float32{0.25}
	Nesterov(w, v, g, 0.5, 0.5, 2)
	// d = 2·1 + 0.25; v = 0.5·0.5 + d; w = 1 - 0.5 (0.5 v + d)
	if v[0] != 2.5 || w[0] != -0.75 || g[0] != 0.25 {
		t.Errorf("w, v, g = %g, %g, %g; want -0.75, 2.5, 0.25", w[0], v[0], g[0])
	}
}

func TestAdamW(t *testing.T) {
	use(t, impl.Generic)
	f := AdamWFactors{Rate: 0.01, Decay: 0.001, Beta1: 0.9, Beta2: 0.999, Scale: 3, Epsilon: 1e-3}
	for _, n := range longs {
		w, m, v, g := normal(n, 1), normal(n, 2), normal(n, 3), normal(n, 4)
		for j := range v {
			v[j] *= v[j]
		}
		oldW, oldM, oldV, oldG := slices.Clone(w), slices.Clone(m), slices.Clone(v), slices.Clone(g)
		AdamW(w, m, v, g, f)
		if !slices.Equal(g, oldG) {
			t.Errorf("%d elements: the gradients have changed", n)
		}
		for j := range w {
			g, beta1, beta2 := float64(g[j]), float64(f.Beta1), float64(f.Beta2)
			mean := beta1*float64(oldM[j]) + (1-beta1)*g
			square := beta2*float64(oldV[j]) + (1-beta2)*g*g
			move := float64(f.Decay)*float64(oldW[j]) + float64(f.Rate)*mean/(math.Sqrt(square)*float64(f.Scale)+float64(f.Epsilon))
			for _, c := range []struct {
				name            string
				got             float32
				want, magnitude float64
			}{
				{"mean", m[j], mean, math.Abs(float64(oldM[j])) + math.Abs(g)},
				{"square", v[j], square, square},
				{"weight", w[j], float64(oldW[j]) - move, math.Abs(float64(oldW[j])) + math.Abs(move)},
			} {
				if math.Abs(float64(c.got)-c.want) > 4*0x1p-24*c.magnitude {
					t.Fatalf("%d elements: %s %d is %g, want %g", n, c.name, j, c.got, c.want)
				}
			}
		}
	}
}

// A weight that never had a gradient does nothing but decay, and what is not a number shows.
func TestAdamWOfSpecialGradients(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, b := range []*impl.Table{impl.Generic, impl.Available[len(impl.Available)-1]} {
		use(t, b)
		w, m, v, g := []float32{2, 2, 2, 2}, make([]float32, 4), make([]float32, 4), []float32{0, inf, -inf, nan}
		AdamW(w, m, v, g, AdamWFactors{Rate: 1, Decay: 0.25, Beta1: 0.5, Beta2: 0.5, Scale: 1, Epsilon: 1e-8})
		if w[0] != 1.5 || m[0] != 0 || v[0] != 0 {
			t.Errorf("%s: without a gradient w, m, v = %g, %g, %g, want 1.5, 0, 0", b.Name, w[0], m[0], v[0])
		}
		for j := 1; j < 4; j++ {
			if w[j] == w[j] {
				t.Errorf("%s: a gradient of %g made a weight of %g", b.Name, g[j], w[j])
			}
		}
	}
}
