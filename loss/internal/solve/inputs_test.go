package solve

import (
	"context"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// softmax is the rule of a softmax, the plainest that is Summed.
type softmax struct{ tau float64 }

func (r softmax) Tau() float64 { return r.tau }

func (softmax) Exponents(tau float64) Exponents { return One(tau) }

func (softmax) Share(s *Sums) Share {
	loss, share := NegativeShare(s.R[0], s.X)
	return Share{Loss: loss, Shares: [2]float64{share}, Pull: share}
}

// twoSums has a second sum besides.
type twoSums struct{ softmax }

func (twoSums) Exponents(tau float64) Exponents { return Exponents{Tau: tau, Beta: [2]float64{1, 2}} }

// ofClass finds its positives by class.
type ofClass struct{ softmax }

func (ofClass) SkipLonely() bool { return true }

// pairwise, nearest and uniform are rules of the other sorts.
type pairwise struct{ tau float64 }

func (r pairwise) Tau() float64 { return r.tau }
func (pairwise) Bias() float64  { return -1 }

type nearest struct{}

func (nearest) Tau() float64   { return 0 }
func (nearest) Hinge() float64 { return 0.1 }

type uniform struct{}

func (uniform) Tau() float64            { return 0 }
func (uniform) Weight(kept int) float64 { return 1 / float64(kept) }

// unitRowsOf are n random rows of length 1.
func unitRowsOf(seed uint64, n, d int) blas32.General {
	rng := portable.NewRand(seed)
	z := matrix.New(n, d)
	for i := range z.Data {
		z.Data[i] = float32(rng.Normal())
	}
	if err := matrix.Unit(z, z, make([]float32, n)); err != nil {
		panic(err)
	}
	return z
}

func inputOf(name string, z blas32.General) Input {
	return Input{Parts: [2]Part{{Name: name, General: z}}}
}

// inBatch is the problem of two views in one matrix.
func inBatch(z blas32.General) *Problem {
	return &Problem{Anchors: inputOf("z", z), Offset: z.Rows / 2, Unit: true}
}

// against is the problem of anchors against candidates without a gradient.
func against(z, bank blas32.General, index []int) *Problem {
	return &Problem{Anchors: inputOf("z", z), Candidates: inputOf("bank", bank), Index: index, Frozen: true, Unit: true}
}

func mustSolve(t *testing.T, s *Solver, o Options, rule Rule, keep Selection, p *Problem) Result {
	t.Helper()
	res, err := s.Solve(context.Background(), o, rule, keep, p)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// gap is |x - y| / |y|.
func gap(x, y blas32.General) float64 {
	var sum, size float64
	for i, v := range y.Data {
		d := float64(x.Data[i]) - float64(v)
		sum += d * d
		size += float64(v) * float64(v)
	}
	return math.Sqrt(sum / size)
}

func relative(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}
