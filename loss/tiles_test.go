package loss

import (
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// tilesTaus lie on both sides of the switch to exact maxima.
var tilesTaus = []float64{0.01, 0.025, 0.0251, 0.07, 1, 10}

// TestTilesAccuracy compares with the float64 reference at sizes around the
// edges of tiles.
func TestTilesAccuracy(t *testing.T) {
	needsTime(t)
	ws := &Workspace{Threads: 2}
	for _, c := range []struct {
		b, d  int
		bound int64
	}{
		{2, 1, 0}, {2, 2, 0}, {3, 4, 0}, {8, 5, 0}, {15, 3, 0}, {16, 17, 0}, {17, 300, 0}, {31, 16, 0}, {32, 8, 0}, {33, 8, 0},
		{63, 9, -1}, {64, 9, 0}, {65, 40, 0}, {129, 33, 1 << 18}, {256, 7, 0}, {257, 12, 0}, {347, 20, 1 << 20},
	} {
		ws.Budget = c.bound
		for _, cosine := range []float64{0, 0.6, 0.9, 0.99} {
			if c.d == 1 && cosine > 0 || c.b > 200 && cosine == 0.9 {
				continue
			}
			z0, z1 := pairs(uint64(c.b), c.b, c.d, cosine)
			for _, tau := range tilesTaus {
				if c.b > 200 && tau >= 1 {
					continue
				}
				for _, arrangement := range tiled {
					checkTiles(t, ws, arrangement, z0, z1, tau, cosine)
				}
			}
		}
	}
}

func checkTiles(t *testing.T, ws *Workspace, arrangement string, z0, z1 blas32.General, tau, cosine float64) {
	t.Helper()
	l := Contrastive{Tau: tau}
	want, losses, grad := newReference(l, arrangement, nil).loss(widen(z0, z1), z0.Rows)
	res := mustCompute(t, ws, arrangement, l, z0, z1, nil)
	name := label(arrangement, l, z0.Rows, z0.Cols, cosine)
	if e := relative(res.Loss, want); !(e <= 1e-6+4e-7/tau) {
		t.Errorf("%s: loss %v, want %v: off by %.2g", name, res.Loss, want, e)
	}
	if e := gradientError([][]float64{res.PerAnchor}, [][]float64{losses}); !(e <= 1e-6+4e-7/tau) {
		t.Errorf("%s: anchors' losses off by %.2g", name, e)
	}
	var largest float64
	for _, g := range grad {
		largest = max(largest, dot64(g, g))
	}
	if z0.Cols == 1 || largest < 1e-70 {
		return // through the normalisation the gradient is 0, or too small for float32
	}
	if e := gradientError(resultGradient(res, z0.Rows), grad); !(e <= 2e-6+4e-7/tau) {
		t.Errorf("%s: gradient off by %.2g", name, e)
	}
}

// TestTilesBits gives the same bits with any budget and any number of threads: no
// tile kept, some, and all.
func TestTilesBits(t *testing.T) {
	for _, shape := range [][2]int{{5, 3}, {37, 130}, {150, 33}, {300, 20}} {
		z0, z1 := pairs(41, shape[0], shape[1], 0.6)
		for _, arrangement := range tiled {
			for _, tau := range []float64{0.02, 0.2} {
				checkBits(t, arrangement, z0, z1, tau)
			}
		}
	}
}

func checkBits(t *testing.T, arrangement string, z0, z1 blas32.General, tau float64) {
	t.Helper()
	l := Contrastive{Tau: tau}
	want := digest(mustCompute(t, &Workspace{Budget: -1}, arrangement, l, z0, z1, nil))
	for _, budget := range []int64{1, 70e3, 140e3, 0} {
		for threads := range 4 {
			ws := &Workspace{Threads: threads, Budget: budget}
			if got := digest(mustCompute(t, ws, arrangement, l, z0, z1, nil)); got != want {
				t.Errorf("%s: other bits", label(arrangement, l, z0.Rows, z0.Cols, threads, budget))
			}
		}
	}
}

// TestTilesNoAllocation on several tiles, some kept.
func TestTilesNoAllocation(t *testing.T) {
	z0, z1 := pairs(9, 150, 32, 0)
	for _, tau := range []float64{0.02, 0.2} {
		var l Loss = Contrastive{Tau: tau}
		ws := &Workspace{Budget: 1 << 18}
		checkNoAllocation(t, label("inbatch", l), func() { mustCompute(t, ws, "inbatch", l, z0, z1, nil) })
	}
}
