//go:build linux

package tile

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// A kernel that reads or writes outside of a slice ends the test with a fault.
func TestFramesStayInside(t *testing.T) {
	memory := make([]kerneltest.Guarded, 8) // dst, s, and three vectors each of rows and columns
	for i := range memory {
		memory[i] = kerneltest.NewGuarded(t, 65*(EdgeLimit+3))
	}
	p := similarities()
	onEachBackend(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(24)
		for _, c := range frameCases {
			for _, rows := range []int{1, 3, 65} {
				for cols := span; cols <= EdgeLimit; cols += span * min(rows, 5) {
					for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
						slice := 0
						c.compare(t, b, newFrame(p, rows, cols, 3, r, func(n int) []float32 {
							slice++
							return place(memory[slice-1], n)
						}))
					}
				}
			}
		}
	})
}
