//go:build linux

package impl_test

import (
	"testing"
	"unsafe"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// A kernel that reads or writes outside of a slice ends the test with a fault.
func TestBackendsStayInside(t *testing.T) {
	p := kerneltest.Ordinary()
	var memory []kerneltest.Guarded
	for range 6 {
		memory = append(memory, kerneltest.NewGuarded(t, 4096))
	}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(6)
		for _, k := range kernelCases {
			for n := range 301 {
				for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
					lengths := k.lengths(1+n%3, 1+n/2)
					if !k.hasColumns() {
						lengths = k.lengths(1, n)
					}
					s := make([][]float32, len(lengths))
					for i, m := range lengths {
						s[i] = place(memory[i], m)
						p.Fill(s[i], r)
					}
					k.compare(t, b, s, p.Scalars(r))
				}
			}
		}
	})
}

func TestAboveStaysInside(t *testing.T) {
	const most = 3 * impl.AboveStretch
	memory, marks := kerneltest.NewGuarded(t, most), kerneltest.NewGuarded(t, most/32)
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		for n := 0; n <= most; n += impl.AboveStretch {
			for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
				words := place(marks, n/32)
				b.Above(unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(words))), len(words)), place(memory, n), 0)
			}
		}
	})
}
