package kernels

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"gonum.org/v1/gonum/blas/blas32"
)

// TestFastestIsFastest holds that the backend taken for the fastest is so for products of
// every shape, but for some nanoseconds: then no table of shapes is needed to choose one.
// Set TEMPER_FASTEST=1 to run it, on a machine that does nothing else (a few seconds).
func TestFastestIsFastest(t *testing.T) {
	if os.Getenv("TEMPER_FASTEST") == "" {
		t.Skip("a measurement: TEMPER_FASTEST=1")
	}
	all := Backends()
	if len(all) < 3 {
		t.Skip("one instruction set")
	}
	older, newer := all[len(all)-2], all[len(all)-1]
	for _, shape := range shapesToTime() {
		for _, tr := range [][2]int{{0, 0}, {0, 1}, {1, 0}} {
			g := gemmCase{tA: transposes[tr[0]], tB: transposes[tr[1]], m: shape[0], n: shape[1], k: shape[2]}
			old, now := g.times(older, newer, 12)
			if now > old {
				old, now = g.times(older, newer, 60) // it may have been chance
			}
			if now > old*21/20+15*time.Nanosecond {
				t.Errorf("%v: %s takes %v, %s %v", g, older.Name(), old, newer.Name(), now)
			}
		}
	}
}

// shapesToTime returns cubes, and shapes on both sides of the widths of register tiles.
func shapesToTime() (shapes [][3]int) {
	for s := 1; s <= 100; s++ {
		shapes = append(shapes, [3]int{s, s, s})
	}
	rng := rand.New(rand.NewPCG(41, 42))
	sizes := []int{1, 2, 3, 5, 8, 13, 15, 16, 17, 20, 24, 31, 32, 33, 40, 48, 49, 63, 64, 65, 80, 100, 128, 144, 200, 288, 512, 576}
	size := func() int { return sizes[rng.IntN(len(sizes))] }
	for range 400 {
		shapes = append(shapes, [3]int{size(), size(), size()})
	}
	return shapes
}

// times returns how long the product takes on two backends in turn, the fastest of some
// rounds.
func (g gemmCase) times(x, y *Backend, rounds int) (ofX, ofY time.Duration) {
	a, b, c := g.operands(func() float32 { return 0.5 })
	ofX, ofY = time.Hour, time.Hour
	for range rounds {
		ofX = min(ofX, g.time(x, a, b, c))
		ofY = min(ofY, g.time(y, a, b, c))
	}
	return ofX, ofY
}

func (g gemmCase) time(be *Backend, a, b, c blas32.General) time.Duration {
	calls := time.Duration(max(1, 300_000/(g.m*g.n*g.k+2000)))
	start := time.Now()
	for range calls {
		be.Gemm(1, g.tA, g.tB, 1, a, b, 0, c)
	}
	return time.Since(start) / calls
}
