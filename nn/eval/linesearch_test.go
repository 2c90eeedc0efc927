package eval

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/optimize"
)

// TestSlopeSearch has f(x) = Σ_j (e^{a_j x_j} - a_j b_j x_j)/a_j with curvatures far apart,
// whose minimum is at log(b_j)/a_j, from either side, and with values that are rounded so
// that they tell nothing near it.
func TestSlopeSearch(t *testing.T) {
	a, b := []float64{1, 30, 0.01, 5, 1}, []float64{2, 0.5, 1.2, 1e-3, 1}
	problem := optimize.Problem{
		Func: func(x []float64) (f float64) {
			for j, v := range x {
				f += (math.Exp(a[j]*v) - a[j]*b[j]*v) / a[j]
			}
			return float64(float32(f))
		},
		Grad: func(grad, x []float64) {
			for j, v := range x {
				grad[j] = math.Exp(a[j]*v) - b[j]
			}
		},
	}
	settings := &optimize.Settings{GradientThreshold: 1e-6, MajorIterations: 300, Converger: optimize.NeverTerminate{}}
	for _, start := range [][]float64{{0, 0, 0, 0, 0}, {-3, 0.3, 90, 2, 8}} {
		result, err := optimize.Minimize(problem, start, settings, &optimize.LBFGS{Linesearcher: &slopeSearch{}})
		if err != nil || result.Status != optimize.GradientThreshold {
			t.Fatalf("from %v: %v, %v", start, result, err)
		}
		for j, v := range result.X {
			if math.Abs(math.Exp(a[j]*v)-b[j]) > 1e-6 {
				t.Errorf("from %v: element %d is %v, want %v", start, j, v, math.Log(b[j])/a[j])
			}
		}
	}
}

// TestSlopeSearchEnds: along a line that falls without end, or that is not finite, the
// search gives up.
func TestSlopeSearchEnds(t *testing.T) {
	for name, end := range map[string][2]float64{"falling": {-1, -1}, "NaN": {math.NaN(), math.NaN()}, "rising": {2, 9}} {
		var s slopeSearch
		s.Init(0, -1, 1)
		tries := 0
		for tries < 100 {
			tries++
			if _, _, err := s.Iterate(end[0], end[1]); err != nil {
				break
			}
		}
		if tries != mostTries {
			t.Errorf("%s: %d tries, want %d", name, tries, mostTries)
		}
	}
}
