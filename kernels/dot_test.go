package kernels

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// The package's function, which may have a way of its own to the assembly, is
// the method of the active backend.
func TestDotIsTheActiveBackends(t *testing.T) {
	p, r := kerneltest.Ordinary(), portable.NewRand(13)
	for _, n := range []int{0, 1, 63, 64, 65, 128, 300, Block - 1, Block, Block + 1, 2*Block + 77} {
		s := p.Slices(n, []int{n, n}, r)
		if got, want := Dot(s[0], s[1]), Active().Dot(s[0], s[1]); !kerneltest.SameBits(got, want) {
			t.Errorf("%d elements: %x, the backend's method returns %x", n, got, want)
		}
	}
}
