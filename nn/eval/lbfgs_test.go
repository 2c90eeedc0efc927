package eval

import (
	"context"
	"math"
	"testing"
)

// TestMinimiser has f(x) = Σ_j (e^{a_j x_j} - a_j b_j x_j)/a_j with curvatures far apart,
// whose minimum is at log(b_j)/a_j, from either side.
func TestMinimiser(t *testing.T) {
	a, b := []float64{1, 30, 0.01, 5, 1}, []float64{2, 0.5, 1.2, 1e-3, 1}
	for _, start := range [][]float64{{0, 0, 0, 0, 0}, {-3, 0.3, 90, 2, 8}} {
		m := newMinimiser(1, start, func(grad, x []float64) (f float64) {
			for j, v := range x {
				e := math.Exp(a[j] * v)
				f += (e - a[j]*b[j]*v) / a[j]
				grad[j] = e - b[j]
			}
			return f
		})
		iterations, converged, err := m.run(t.Context(), 1e-6, 300, func(int, float64) {})
		if err != nil || !converged || iterations < 5 {
			t.Errorf("from %v: %d iterations, converged %v, %v", start, iterations, converged, err)
		}
		for j, v := range m.x {
			if math.Abs(math.Exp(a[j]*v)-b[j]) > 1e-6 || float64(float32(v)) != v {
				t.Errorf("from %v: element %d is %v, want %v", start, j, v, math.Log(b[j])/a[j])
			}
		}
	}
}

// A function that falls without end, one whose gradient lies, and one that is not finite
// where a step leads, end unconverged.
func TestMinimiserGivesUp(t *testing.T) {
	for name, f := range map[string]func(grad, x []float64) float64{
		"a plane":       func(grad, x []float64) float64 { grad[0] = -1; return -x[0] },
		"a wrong sign":  func(grad, x []float64) float64 { grad[0] = -2 * (x[0] - 3); return (x[0] - 3) * (x[0] - 3) },
		"not a number":  func(grad, x []float64) float64 { grad[0] = math.Log(0.5 - x[0]*x[0]*1e6); return x[0] },
		"nowhere to go": func(grad, x []float64) float64 { grad[0] = 1; return math.Inf(1) },
	} {
		m := newMinimiser(1, []float64{0}, f)
		if iterations, converged, err := m.run(t.Context(), 1e-6, 50, func(int, float64) {}); converged || err != nil || iterations > 50 {
			t.Errorf("%s: %d iterations, converged %v, %v", name, iterations, converged, err)
		}
	}
}

func TestMinimiserCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	m := newMinimiser(1, []float64{0}, func(grad, x []float64) float64 {
		if calls++; calls == 3 {
			cancel()
		}
		grad[0] = math.Exp(x[0]) - 1e9
		return math.Exp(x[0]) - 1e9*x[0]
	})
	if _, converged, err := m.run(ctx, 1e-9, 1000, func(int, float64) {}); err != context.Canceled || converged || calls != 3 {
		t.Errorf("%d calls, converged %v, %v", calls, converged, err)
	}
}

// Sums are the same at any number of threads, and right.
func TestVectors(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 7, pieceLength, pieceLength + 1, 3*pieceLength - 2} {
		x, y := make([]float64, n), make([]float64, n)
		want := 0.0
		for j := range x {
			x[j], y[j] = float64(j%7-3), float64(j%5)
			want += x[j] * y[j] // integers: exact
		}
		for _, threads := range []int{0, 3} {
			if got := dot(threads, x, y); got != want {
				t.Errorf("n = %d, %d threads: %v, want %v", n, threads, got, want)
			}
			z := make([]float64, n)
			addScaled(threads, z, x, -2, y)
			for j := range z {
				if z[j] != x[j]-2*y[j] {
					t.Fatalf("n = %d: element %d is %v", n, j, z[j])
				}
			}
		}
	}
}
