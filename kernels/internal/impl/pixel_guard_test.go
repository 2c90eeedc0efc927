//go:build linux

package impl_test

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// A kernel that reads or writes outside of a plane or a pixel ends the test with
// a fault.
func TestPlaneBackendsStayInside(t *testing.T) {
	p := kerneltest.Ordinary()
	var memory []kerneltest.Guarded
	for range 7 {
		memory = append(memory, kerneltest.NewGuarded(t, 4096))
	}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(24)
		for _, k := range planeCases {
			for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
				eachPlaneShape(func(rows, cols int) bool {
					return newPlaneCall(k, rows, cols, 7, 0, r, func(i, n int) []float32 {
						m := place(memory[i], n)
						p.Fill(m, r)
						return m
					}).compare(t, b)
				})
			}
		}
	})
}

func TestWinogradBackendsStayInside(t *testing.T) {
	p := kerneltest.Ordinary()
	memory := []kerneltest.Guarded{kerneltest.NewGuarded(t, 1<<17), kerneltest.NewGuarded(t, 1<<17)}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(32)
		for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
			eachWinogradShape(3, r, func(k winogradCase, s winogradShape) bool {
				if s.rows > 3 || s.cols > 3 {
					return true
				}
				m := [][]float32{place(memory[0], k.written(s)), place(memory[1], k.read(s))}
				for i := range m {
					p.Fill(m[i], r)
				}
				return k.compare(t, b, s, m, 0)
			})
		}
	})
}
