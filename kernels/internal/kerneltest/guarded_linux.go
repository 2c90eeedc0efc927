package kerneltest

import (
	"syscall"
	"testing"
	"unsafe"
)

// Guarded is memory between two pages that cannot be touched.
type Guarded []float32

// NewGuarded returns such memory for n elements or more, until t ends.
func NewGuarded(t *testing.T, n int) Guarded {
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

// First returns the n elements behind the guard before.
func (g Guarded) First(n int) []float32 { return g[:n:n] }

// Last returns the n elements ahead of the guard behind.
func (g Guarded) Last(n int) []float32 { return g[len(g)-n:] }
