package suite

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Shape is that of a product of an M×K and a K×N matrix.
type Shape struct{ M, N, K int }

// The shapes of SGEMM. Generic Go is measured on the small ones alone.
var (
	Small = []Shape{{32, 32, 32}, {48, 48, 48}, {64, 64, 64}, {96, 96, 96}, {128, 128, 128}}
	Large = []Shape{
		{1024, 1024, 1024},
		{65536, 16, 144}, {16384, 32, 288}, {4096, 64, 576}, // resnet20's convolutions, 16 images
	}
)

// String is M, N and K as in "1024x1024x1024".
func (s Shape) String() string { return shape(s.M, s.N, s.K) }

// Flops counts a multiply-add as two operations.
func (s Shape) Flops() float64 { return 2 * float64(s.M) * float64(s.N) * float64(s.K) }

// SGEMM returns the case C = A·B on a backend, beside gonum's.
func SGEMM(b *kernels.Backend, s Shape, threads int, seed uint64) Case {
	d := draw{seed}
	return Case{
		Name: "sgemm", ISA: b.Name(), Threads: threads, Shape: s.String(), Unit: GFLOPs, Flops: s.Flops(),
		Prepare: func() (Subject, error) {
			x, y := d.matrix(s.M, s.K, 1), d.matrix(s.K, s.N, 2)
			c := matrix.New(s.M, s.N)
			gonumSgemm := func() {
				gonum.Implementation{}.Sgemm(blas.NoTrans, blas.NoTrans, s.M, s.N, s.K, 1, x.Data, x.Stride, y.Data, y.Stride, 0, c.Data, c.Stride)
			}
			return ready(func() { b.Gemm(threads, blas.NoTrans, blas.NoTrans, 1, x, y, 0, c) }, Peer{"gonum", Calls(gonumSgemm)})
		},
	}
}

func (d draw) sgemm(b *kernels.Backend, threads int) []Case {
	var cases []Case
	for _, s := range Small {
		cases = append(cases, SGEMM(b, s, 1, d.seed))
	}
	if b.Name() == "generic" {
		return cases
	}
	for _, s := range Large {
		cases = append(cases, SGEMM(b, s, 1, d.seed))
	}
	if threads > 1 {
		cases = append(cases, SGEMM(b, Large[0], threads, d.seed))
	}
	return cases
}
