package optim

import (
	"math"
	"testing"

	"github.com/abc86604/temper/nn"
)

// In its first step Adam moves by the rate against the gradient's sign, whatever the
// gradient's size, and decay is of the weight alone.
func TestAdamWFirstStep(t *testing.T) {
	for _, gradient := range []float32{1e-6, 1, -1e6} {
		p := param("weight", 1, true)
		p.Value[0], p.Grad[0] = 2, gradient
		NewAdamW([]*nn.Param{p}, AdamWOptions{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-20, WeightDecay: 0.5}).Step(1, 0.1)
		want := 2 - 0.1*0.5*2 - math.Copysign(0.1, float64(gradient))
		if got := float64(p.Value[0]); math.Abs(got-want) > 1e-6 {
			t.Errorf("gradient %g: weight %v, want %v", gradient, got, want)
		}
	}
}

// Steps are counted where float32 have holes.
func TestAdamWCountsOn(t *testing.T) {
	o := NewAdamW(nil, AdamWOptions{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8})
	state := o.State()
	count := state[len(state)-1].Data
	for _, c := range []struct {
		low, high float32
		want      float64
	}{
		{0, 0, 1}, {1, 0, 2}, {1<<24 - 2, 0, 1<<24 - 1}, {1<<24 - 1, 0, 1 << 24}, {0, 1, 1<<24 + 1}, {1<<24 - 1, 6, 7 << 24},
	} {
		count[0], count[1] = c.low, c.high
		if got := o.next(); got != c.want {
			t.Errorf("behind %v + %v·2²⁴ comes step %v, want %v", c.low, c.high, got, c.want)
		}
		if at := float64(count[0]) + float64(1<<24*float64(count[1])); at != c.want {
			t.Errorf("step %v leaves a count of %v", c.want, at)
		}
	}
}

// A constant gradient is its own mean, from the first step to where the corrections are 1:
// the weight moves by the rate. In float32 the mean square stops within half a unit in the
// last place times 1/(1-β₂), 6e-5, and its root within half of that.
func TestAdamWOfConstantGradient(t *testing.T) {
	p := param("weight", 1, true)
	o := NewAdamW([]*nn.Param{p}, AdamWOptions{Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-20})
	p.Grad[0] = 0.37
	for step := range 40000 {
		p.Value[0] = 0
		o.Step(1, 1)
		if got := float64(p.Value[0]); math.Abs(got+1) > 3.1e-5 {
			t.Fatalf("step %d moves by %v, want -1", step+1, got)
		}
	}
}
