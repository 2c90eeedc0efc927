//go:build linux

package kernels

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// Gemm in matrices that begin or end at pages that cannot be touched: reading
// or writing outside of one ends the test with a fault. A last row without the
// padding of its stride is part of it.
func TestGemmStaysInside(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	value := func() float32 { return float32(rng.NormFloat64()) }
	var memory [3]kerneltest.Guarded
	for i := range memory {
		memory[i] = kerneltest.NewGuarded(t, 60000)
	}
	for _, be := range gemmBackends() {
		for round := range 120 {
			g := gemmCase{
				tA: transposes[rng.IntN(2)], tB: transposes[rng.IntN(2)],
				m: 1 + rng.IntN(32), n: 1 + rng.IntN(100), k: 1 + rng.IntN(30), pad: rng.IntN(3),
				alpha: 0.9, beta: float32(round % 2),
			}
			if round%40 == 0 {
				g.k += 256
			}
			a, b, c := g.operands(value)
			want := append([]float32(nil), c.Data[:(g.m-1)*c.Stride+g.n]...)
			gemmByDefinition(g, a, b, blas32.General{Rows: g.m, Cols: g.n, Stride: c.Stride, Data: want})
			for i, x := range []*blas32.General{&a, &b, &c} {
				size := (x.Rows-1)*x.Stride + x.Cols
				place := memory[i].First(size)
				if round%3 != 0 {
					place = memory[i].Last(size)
				}
				copy(place, x.Data)
				x.Data = place
			}
			be.Gemm(1, g.tA, g.tB, g.alpha, a, b, g.beta, c)
			if i := firstDifference(c.Data, want); i >= 0 {
				t.Fatalf("%s: %v: element %d of c is %v, want %v", be.Name(), g, i, c.Data[i], want[i])
			}
		}
	}
}
