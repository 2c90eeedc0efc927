//go:build linux

package kernels

import (
	"testing"
	"unsafe"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

func TestGatherSumStaysInside(t *testing.T) {
	p := kerneltest.Ordinary()
	memory := make([]kerneltest.Guarded, 4)
	for i := range memory {
		memory[i] = kerneltest.NewGuarded(t, 4096)
	}
	onAllBackends(t, func(t *testing.T) {
		r := portable.NewRand(12)
		for cols := 1; cols <= 300; cols++ {
			for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
				c := newGatherCase(p, 5, cols, cols%3, cols%40, r)
				for i, s := range []*[]float32{&c.dst, &c.x.Data, &c.w} {
					at := place(memory[i], len(*s))
					copy(at, *s)
					*s = at
				}
				index := place(memory[3], len(c.index))
				at := unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(index))), len(index))
				copy(at, c.index)
				c.index = at
				c.check(t)
			}
		}
	})
}
