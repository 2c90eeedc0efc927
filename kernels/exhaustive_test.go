package kernels

import (
	"math"
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/parallel"
)

// TestExpExhaustive compares Exp with float64 over all 2³² inputs; set
// TEMPER_EXHAUSTIVE=1 to run it (a few minutes).
func TestExpExhaustive(t *testing.T) {
	if os.Getenv("TEMPER_EXHAUSTIVE") == "" {
		t.Skip("TEMPER_EXHAUSTIVE is not set")
	}
	var (
		mu    sync.Mutex
		worst float64
		at    float32
	)
	const stretch = 1 << 20
	parallel.For(runtime.NumCPU(), 1<<32/stretch, func(task int) {
		x, y := make([]float32, stretch), make([]float32, stretch)
		for i := range x {
			x[i] = math.Float32frombits(uint32(task*stretch + i))
		}
		Exp(y, x)
		localWorst, localAt := worstExp(t, x, y)
		mu.Lock()
		defer mu.Unlock()
		if localWorst > worst {
			worst, at = localWorst, localAt
		}
	})
	t.Logf("%s: worst error %.4f ulp at %x", active.name, worst, at)
	if worst > 0.87 {
		t.Errorf("exp(%x) is %.4f ulp off", at, worst)
	}
}

// worstExp returns the largest error in y = exp(x), in units in the last place,
// and checks the values outside the range.
func worstExp(t *testing.T, x, y []float32) (worst float64, at float32) {
	for i, v := range x {
		switch {
		case v != v:
			if y[i] == y[i] {
				t.Errorf("exp(NaN) = %x", y[i])
			}
		case v > 0x1.62e42ep+6:
			if !math.IsInf(float64(y[i]), 1) {
				t.Errorf("exp(%x) = %x, want +Inf", v, y[i])
			}
		case v < -0x1.5d589ep+6:
			if y[i] != 0 {
				t.Errorf("exp(%x) = %x, want 0", v, y[i])
			}
		default:
			want := math.Exp(float64(v))
			_, e := math.Frexp(want)
			if d := math.Abs(float64(y[i])-want) * math.Ldexp(1, 24-e); d > worst {
				worst, at = d, v
			}
		}
	}
	return worst, at
}
