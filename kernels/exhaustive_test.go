package kernels

import (
	"math"
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/parallel"
)

// TestExpExhaustive compares Exp with float64 over all 2³² inputs; set
// TEMPER_EXHAUSTIVE=1 to run it (a few minutes).
func TestExpExhaustive(t *testing.T) {
	exhaustive(t, Exp, 1<<32, 0.87, func(t *testing.T, x, y float32) float64 {
		switch {
		case x != x:
			if y == y {
				t.Errorf("exp(NaN) = %x", y)
			}
		case x > 0x1.62e42ep+6:
			if !math.IsInf(float64(y), 1) {
				t.Errorf("exp(%x) = %x, want +Inf", x, y)
			}
		case x < -0x1.5d589ep+6:
			if y != 0 {
				t.Errorf("exp(%x) = %x, want 0", x, y)
			}
		default:
			return ulps(y, math.Exp(float64(x)))
		}
		return 0
	})
}

// TestLogExhaustive compares Log with float64 over all positive inputs, the
// NaNs among them, under the same condition.
func TestLogExhaustive(t *testing.T) {
	exhaustive(t, Log, 1<<31, 0.85, func(t *testing.T, x, y float32) float64 {
		want := math.Log(float64(x))
		if want == 0 || want-want != 0 { // exact, infinite or NaN
			if !kerneltest.SameBits(y, float32(want)) {
				t.Errorf("log(%x) = %x, want %x", x, y, want)
			}
			return 0
		}
		return ulps(y, want)
	})
}

// exhaustive runs f on the float32 with the first n bit patterns. errorOf
// checks a result and returns its error, which may not exceed bound.
func exhaustive(t *testing.T, f func(dst, x []float32), n uint64, bound float64, errorOf func(t *testing.T, x, y float32) float64) {
	if os.Getenv("TEMPER_EXHAUSTIVE") == "" {
		t.Skip("TEMPER_EXHAUSTIVE is not set")
	}
	var (
		mu    sync.Mutex
		worst float64
		at    float32
	)
	const stretch = 1 << 20
	parallel.For(runtime.NumCPU(), int(n/stretch), func(task int) {
		x, y := make([]float32, stretch), make([]float32, stretch)
		for i := range x {
			x[i] = math.Float32frombits(uint32(task*stretch + i))
		}
		f(y, x)
		localWorst, localAt := 0.0, float32(0)
		for i, v := range x {
			if d := errorOf(t, v, y[i]); d > localWorst {
				localWorst, localAt = d, v
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if localWorst > worst {
			worst, at = localWorst, localAt
		}
	})
	t.Logf("%s: worst error %.4f ulp at %x", active.Name, worst, at)
	if worst > bound {
		t.Errorf("at %x the result is %.4f ulp off", at, worst)
	}
}

// ulps returns how far y is from the number it should be, in units in the last
// place of that number as a float32.
func ulps(y float32, want float64) float64 {
	_, e := math.Frexp(want)
	return math.Abs(float64(y)-want) * math.Ldexp(1, 24-e)
}
