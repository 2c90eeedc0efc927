//go:build linux

package kernels

import (
	"syscall"
	"testing"
	"unsafe"

	"github.com/abc86604/temper/kernels/portable"
)

// guarded is memory between two pages that cannot be touched.
type guarded []float32

func newGuarded(t *testing.T, n int) guarded {
	t.Helper()
	page := syscall.Getpagesize()
	size := (4*n + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, size+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(m); err != nil {
			t.Error(err)
		}
	})
	for _, guard := range [][]byte{m[:page], m[page+size:]} {
		if err := syscall.Mprotect(guard, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&m[page])), size/4)
}

// first returns the n elements behind the guard before.
func (g guarded) first(n int) []float32 { return g[:n:n] }

// last returns the n elements ahead of the guard behind.
func (g guarded) last(n int) []float32 { return g[len(g)-n:] }

// A kernel that reads or writes outside of a slice ends the test with a fault.
func TestBackendsStayInside(t *testing.T) {
	p := ordinary()
	var memory []guarded
	for range 6 {
		memory = append(memory, newGuarded(t, 4096))
	}
	onEachBackend(t, func(t *testing.T, b *Backend) {
		r := portable.NewRand(6)
		for _, k := range kernelCases {
			for n := range 301 {
				for _, place := range []func(guarded, int) []float32{guarded.first, guarded.last} {
					lengths := k.lengths(1+n%3, 1+n/2)
					if !k.hasColumns() {
						lengths = k.lengths(1, n)
					}
					s := make([][]float32, len(lengths))
					for i, m := range lengths {
						s[i] = place(memory[i], m)
						p.fill(s[i], r)
					}
					k.compare(t, b, s, p.scalars(r))
				}
			}
		}
	})
}

func TestAboveStaysInside(t *testing.T) {
	const most = 3 * aboveStretch
	memory, marks := newGuarded(t, most), newGuarded(t, most/32)
	onEachBackend(t, func(t *testing.T, b *Backend) {
		for n := 0; n <= most; n += aboveStretch {
			for _, place := range []func(guarded, int) []float32{guarded.first, guarded.last} {
				words := place(marks, n/32)
				b.above(unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(words))), len(words)), place(memory, n), 0)
			}
		}
	})
}

func TestGatherSumStaysInside(t *testing.T) {
	p := ordinary()
	memory := make([]guarded, 4)
	for i := range memory {
		memory[i] = newGuarded(t, 4096)
	}
	onEachBackend(t, func(t *testing.T, b *Backend) {
		r := portable.NewRand(12)
		for cols := 1; cols <= 300; cols++ {
			for _, place := range []func(guarded, int) []float32{guarded.first, guarded.last} {
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
				c.check(t, b)
			}
		}
	})
}
