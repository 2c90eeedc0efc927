package solve

import "testing"

// TestAlphaRoundsHalfToEven fixes K for fractions of an anchor's negatives.
func TestAlphaRoundsHalfToEven(t *testing.T) {
	for _, c := range []struct {
		alpha float64
		n, k  int
	}{{0.25, 10, 2}, {0.75, 10, 8}, {0.0819, 50000, 4095}, {0.0819, 49999, 4095}, {1e-9, 3, 1}, {1, 7, 7}, {0.5, 1, 1}} {
		if k := (Selection{Alpha: c.alpha}).count(c.n); k != c.k {
			t.Errorf("%v of %d negatives: K = %d; want %d", c.alpha, c.n, k, c.k)
		}
	}
}

// TestCountOfHardest is at most all that there are.
func TestCountOfHardest(t *testing.T) {
	for _, c := range []struct{ k, n, want int }{{3, 10, 3}, {10, 10, 10}, {11, 10, 10}, {0, 10, 10}} {
		if k := (Selection{K: c.k}).count(c.n); k != c.want {
			t.Errorf("K = %d of %d negatives: %d; want %d", c.k, c.n, k, c.want)
		}
	}
}
