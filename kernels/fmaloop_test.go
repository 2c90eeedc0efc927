package kernels

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Each accumulator counts its multiply-adds, so that the result proves that all
// were done.
func TestFMALoop(t *testing.T) {
	for _, b := range Backends() {
		for _, turns := range []int{0, 1, 7, 8192, 8193, 20000} {
			if got, want := b.FMALoop(turns), int64(2*impl.FMALoopLanes*turns); got != want {
				t.Errorf("%s: %d turns did %d operations, want %d", b.Name(), turns, got, want)
			}
		}
	}
}
