package suite

import (
	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas/gonum"
)

// Operations that an element costs. exp is a product, two multiply-adds of range
// reduction and six of the polynomial; log is a difference, the nine multiply-adds
// of the polynomial, a square, and four multiply-adds and two sums that put the
// terms together; the softmax weights add to exp a comparison, the difference to
// the maximum, the product with 1/τ, the sum, and the scaling. An addition alone
// waits for memory, not for arithmetic, and is counted as none.
const (
	dotFlops     = 2
	expFlops     = 1 + 2*(2+6)
	logFlops     = 1 + 2*9 + 1 + 2*4 + 2
	softmaxFlops = expFlops + 5
)

// vectors returns the cases of kernels that go through vectors once, in cache.
func (d draw) vectors(b *kernels.Backend) []Case {
	const n = 4096
	x, y, dst, positive := d.vector(n, 1), d.vector(n, 2), make([]float32, n), make([]float32, n)
	kernels.Exp(positive, x)
	c := func(name string, n int, flops float64, f func(), peers ...Peer) Case {
		return Case{
			Name: name, ISA: b.Name(), Threads: 1, Shape: shape(n), Unit: ElementsNs, Elements: float64(n), Flops: flops * float64(n),
			Prepare: func() (Subject, error) { return ready(f, peers...) },
		}
	}
	dot := func(n int) Case {
		return c("dot", n, dotFlops, func() { b.Dot(x[:n], y[:n]) },
			Peer{"gonum", Calls(func() { gonum.Implementation{}.Sdot(n, x, 1, y, 1) })})
	}
	return []Case{
		dot(128),
		dot(n),
		c("exp", n, expFlops, func() { b.Exp(dst, x) }),
		c("log", n, logFlops, func() { b.Log(dst, positive) }),
		c("softmax", n, softmaxFlops, func() { b.SoftmaxWeights(dst, x, 10) }),
	}
}

// add returns the case of an addition, of what loads and stores cost.
func (d draw) add() Case {
	const n = 4096
	return Case{
		Name: "add", ISA: kernels.Active().Name(), Threads: 1, Shape: shape(n), Unit: ElementsNs, Elements: n,
		Prepare: func() (Subject, error) {
			x, y, dst := d.vector(n, 1), d.vector(n, 2), make([]float32, n)
			inPlace := func() { copy(dst, y); gonum.Implementation{}.Saxpy(n, 1, x, 1, dst, 1) } // gonum only adds in place
			return ready(func() { kernels.Add(dst, x, y) }, Peer{"gonum", Calls(inPlace)})
		},
	}
}

// kthLargest returns the case of the paper's selection: the 4,095 hardest of
// 50,000 negatives.
func (d draw) kthLargest() Case {
	const n, k = 50_000, 4095
	return Case{
		Name: "kth_largest", ISA: kernels.Active().Name(), Threads: 1, Shape: shape(n),
		Unit: ElementsNs, Elements: n,
		Prepare: func() (Subject, error) {
			x := d.vector(n, 1)
			return ready(func() { kernels.KthLargest(x, k) })
		},
	}
}
