package bench

import (
	"fmt"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/tphakala/simd/f32"
	"github.com/viterin/vek/vek32"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// A contest is one piece of work and those who can do it, temper first. They
// leave the result in dst or, where it is one number, in sink.
type contest struct {
	name string
	unit string
	work float64 // of one call, in elements or operations
	dst  []float32
	contenders
}

type contenders []contender

type contender struct {
	name string
	run  func()
}

var sink float32

func contests() []contest {
	all := []contest{
		dotContest(128), dotContest(4096), addContest(4096), expContest(4096), logContest(4096), softmaxContest(4096),
		kthContest(50_000, 4095),
	}
	for _, s := range append(suite.Small, suite.Large...) {
		all = append(all, sgemmContest(s))
	}
	return all
}

func elements(name string, n int, dst []float32, c contenders) contest {
	return contest{fmt.Sprintf("%s/%d", name, n), suite.ElementsNs, float64(n), dst, c}
}

func dotContest(n int) contest {
	x, y := normal(n, 1), normal(n, 2)
	return elements("Dot", n, nil, contenders{
		{"temper", func() { sink = kernels.Dot(x, y) }},
		{"gonum", func() { sink = gonum.Implementation{}.Sdot(n, x, 1, y, 1) }},
		{"vek32", func() { sink = vek32.Dot(x, y) }},
		{"simd", func() { sink = f32.DotProduct(x, y) }},
		{"plain", func() { sink = plainDot(x, y) }},
	})
}

func addContest(n int) contest {
	x, y, dst := normal(n, 1), normal(n, 2), make([]float32, n)
	return elements("Add", n, dst, contenders{
		{"temper", func() { kernels.Add(dst, x, y) }},
		{"gonum", func() { copy(dst, y); gonum.Implementation{}.Saxpy(n, 1, x, 1, dst, 1) }}, // it only adds in place
		{"vek32", func() { vek32.Add_Into(dst, x, y) }},
		{"simd", func() { f32.Add(dst, x, y) }},
		{"plain", func() { plainAdd(dst, x, y) }},
	})
}

func expContest(n int) contest {
	x, dst := normal(n, 1), make([]float32, n)
	return elements("Exp", n, dst, contenders{
		{"temper", func() { kernels.Exp(dst, x) }},
		{"vek32", func() { vek32.Exp_Into(dst, x) }},
		{"simd", func() { f32.Exp(dst, x) }},
		{"plain", func() { plainExp(dst, x) }},
	})
}

func logContest(n int) contest {
	x, dst := normal(n, 1), make([]float32, n)
	for i, v := range x {
		x[i] = v * v
	}
	return elements("Log", n, dst, contenders{
		{"temper", func() { kernels.Log(dst, x) }},
		{"vek32", func() { vek32.Log_Into(dst, x) }},
		{"simd", func() { f32.Log(dst, x) }},
		{"plain", func() { plainLog(dst, x) }},
	})
}

func softmaxContest(n int) contest {
	x, dst := normal(n, 1), make([]float32, n)
	return elements("SoftmaxWeights", n, dst, contenders{
		{"temper", func() { kernels.SoftmaxWeights(dst, x, 10) }},
		{"plain", func() { plainSoftmax(dst, x, 10) }},
	})
}

func kthContest(n, k int) contest {
	x := normal(n, 1)
	return elements("KthLargest", n, nil, contenders{
		{"temper", func() { sink = kernels.KthLargest(x, k) }},
		{"plain", func() { sink = plainKthLargest(x, k) }},
	})
}

func sgemmContest(s suite.Shape) contest {
	m, n, k := s.M, s.N, s.K
	a, b, c := normal(m*k, 1), normal(k*n, 2), make([]float32, m*n)
	return contest{"Sgemm/" + s.String(), suite.GFLOPs, s.Flops(), c, contenders{
		{"temper", func() {
			kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, matrix.Of(a, m, k), matrix.Of(b, k, n), 0, matrix.Of(c, m, n))
		}},
		{"gonum", func() {
			gonum.Implementation{}.Sgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, a, k, b, n, 0, c, n)
		}},
		{"vek32", func() { vek32.MatMul_Into(c, a, b, k) }},
		{"plain", func() { plainMatMul(c, a, b, m, n, k) }},
	}}
}

func normal(n int, stream uint64) []float32 {
	r := portable.NewRand(1, stream)
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.Normal())
	}
	return x
}
