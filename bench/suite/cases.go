package suite

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// Cases returns all cases, in the order of the report: each backend's kernels
// behind its ceiling, and then what runs on the active backend alone: additions,
// selection, losses, metrics and the training step. Inputs are drawn from the seed. With
// threads above 1, large work has a row at that many threads as well.
func Cases(seed uint64, threads int) []Case {
	d := draw{seed}
	var cases []Case
	for _, b := range kernels.Backends() {
		cases = append(cases, Ceiling(b))
		cases = append(cases, d.sgemm(b, threads)...)
		cases = append(cases, d.vectors(b)...)
	}
	cases = append(cases, d.add(), d.kthLargest())
	cases = append(cases, d.losses(threads)...)
	cases = append(cases, d.metrics(threads)...)
	return append(cases, d.trainingSteps(threads)...)
}

// atThreads returns the numbers of threads at which large work is measured.
func atThreads(threads int) []int {
	if threads > 1 {
		return []int{1, threads}
	}
	return []int{1}
}

// ceilingName is the name of the rows that shares are shares of.
const ceilingName = "fma"

// Ceiling returns the case of the multiply-adds in registers alone.
func Ceiling(b *kernels.Backend) Case {
	const turns = 1024
	return Case{
		Name: ceilingName, ISA: b.Name(), Threads: 1, Shape: "registers", Unit: GFLOPs, Flops: float64(b.FMALoop(turns)),
		Prepare: func() (Subject, error) { return ready(func() { b.FMALoop(turns) }) },
	}
}

// draw makes inputs: normal numbers.
type draw struct{ seed uint64 }

// vector returns n numbers; stream tells a case's inputs apart.
func (d draw) vector(n int, stream uint64) []float32 {
	r := portable.NewRand(d.seed, stream)
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.Normal())
	}
	return x
}

func (d draw) matrix(rows, cols int, stream uint64) blas32.General {
	return matrix.Of(d.vector(rows*cols, stream), rows, cols)
}

// shape joins sizes as the report writes them.
func shape(sizes ...int) string {
	s := fmt.Sprint(sizes[0])
	for _, n := range sizes[1:] {
		s += fmt.Sprintf("x%d", n)
	}
	return s
}
