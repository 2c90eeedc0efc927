//go:build linux

package impl_test

import (
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// Gemm with operands that begin or end at pages that cannot be touched: it reads and writes
// nothing ahead of the first element and nothing behind the last.
func TestGemmBackendsStayInside(t *testing.T) {
	p := kerneltest.Ordinary()
	var memory [3]kerneltest.Guarded
	for i := range memory {
		memory[i] = kerneltest.NewGuarded(t, 1<<15)
	}
	kerneltest.OnEach(t, func(t *testing.T, table *impl.Table) {
		r := portable.NewRand(52)
		for _, place := range []func(kerneltest.Guarded, int) []float32{kerneltest.Guarded.First, kerneltest.Guarded.Last} {
			eachGemmCall(table, 20, r, func(g gemmCall) bool {
				var m [3][]float32
				for i, n := range g.lengths() {
					m[i] = place(memory[i], n)
					p.Fill(m[i], r)
				}
				return g.compare(t, table, m)
			})
		}
	})
}
