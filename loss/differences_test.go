package loss

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// familyLosses are those beyond the grid that are smooth and hold nothing constant.
// [TestVectors] has the others: a selection by similarity has another loss on its
// other side.
func familyLosses(tau float64) []Loss {
	losses := []Loss{
		SupCon{Tau: tau}, SupCon{Tau: tau, TauBase: 0.3}, DCL{Tau: tau}, Debiased{Tau: tau, TauPlus: 0.05}, Debiased{Tau: tau, TauPlus: 0.1, Beta: 1},
		SigLIP{Tau: tau, Bias: -3}, Triplet{},
	}
	for _, l := range append([]Loss{Contrastive{Tau: tau}, Simple{}}, losses...) {
		losses = append(losses, Selected{l, Selection{OtherClass: true}})
	}
	return losses
}

// TestFamilyDifferences compares gradients, that by log(1/τ) and that by the bias
// with differences of the loss itself along a direction, with extra negatives and
// without.
func TestFamilyDifferences(t *testing.T) {
	needsTime(t)
	const b, d, each = 8, 6, 2
	for _, tau := range []float64{0.2, 1} {
		for _, l := range familyLosses(tau) {
			for _, arrangement := range arrangements {
				for _, extra := range []string{"none", "own", "shared"} {
					p := newProbe(arrangement, extra, b, d, each)
					p.checkInputs(t, l)
					p.checkParameters(t, l)
				}
			}
		}
	}
}

// probe is a point in the space of inputs, and a direction.
type probe struct {
	arrangement, extras string
	labels, index       []int
	at, along           [3]blas32.General // z0, z1, extra
}

func newProbe(arrangement, extras string, b, d, each int) *probe {
	p := &probe{arrangement: arrangement, extras: extras, index: reversed(b)}
	rng := portable.NewRand(17)
	for i := range p.at {
		n := b
		if i == 2 {
			n = b * each
		}
		p.at[i], p.along[i] = normal(rng, n, d), normal(rng, n, d)
	}
	for i := range b {
		p.labels = append(p.labels, i%3)
	}
	if arrangement == "bank" {
		clear(p.along[1].Data) // it has no gradient
	}
	return p
}

// result is the loss so far from the point.
func (p *probe) result(t *testing.T, l Loss, step float64) Result {
	t.Helper()
	var z [3]blas32.General
	for i := range z {
		z[i] = dense(make([]float32, len(p.at[i].Data)), p.at[i].Rows, p.at[i].Cols)
		for k, v := range p.at[i].Data {
			z[i].Data[k] = v + float32(step*float64(p.along[i].Data[k]))
		}
	}
	w := &Workspace{Labels: p.labels}
	if p.extras != "none" {
		w.Extra, w.ExtraShared = z[2], p.extras == "shared"
	}
	return mustCompute(t, w, p.arrangement, l, z[0], z[1], p.index)
}

// slope is a central difference of fourth order.
func slope(h float64, f func(x float64) float64) float64 {
	return (8*(f(h)-f(-h)) - (f(2*h) - f(-2*h))) / (12 * h)
}

// differenceTolerance is what differences of numbers in float32 at this step leave.
const differenceStep, differenceTolerance = 4e-3, 1e-3

func (p *probe) checkInputs(t *testing.T, l Loss) {
	t.Helper()
	res := p.result(t, l, 0)
	var want, size float64
	for i, g := range []blas32.General{res.Grad0, res.Grad1, res.GradExtra} {
		for k, v := range g.Data {
			term := float64(v) * float64(p.along[i].Data[k])
			want += term
			size += term * term
		}
	}
	got := slope(differenceStep, func(x float64) float64 { return p.result(t, l, x).Loss })
	if !(math.Abs(got-want) <= differenceTolerance*math.Sqrt(size)) {
		t.Errorf("%s, extra %s: the loss changes by %v, the gradient says %v", label(p.arrangement, l), p.extras, got, want)
	}
}

func (p *probe) checkParameters(t *testing.T, l Loss) {
	t.Helper()
	name, params := Describe(l)
	res := p.result(t, l, 0)
	at := func(logScale, bias float64) float64 {
		q := params
		q.Tau *= math.Exp(-logScale)
		q.Bias += bias
		moved, err := New(name, q)
		if err != nil {
			t.Fatal(err)
		}
		return p.result(t, moved, 0).Loss
	}
	byScale := slope(differenceStep, func(x float64) float64 { return at(x, 0) })
	byBias := slope(differenceStep, func(x float64) float64 { return at(0, x) })
	size := 1 + math.Abs(res.Loss)
	if !(math.Abs(byScale-res.GradLogScale) <= differenceTolerance*size && math.Abs(byBias-res.GradBias) <= differenceTolerance*size) {
		t.Errorf("%s, extra %s: the loss changes by %v and %v, %v and %v are said", label(p.arrangement, l), p.extras,
			byScale, byBias, res.GradLogScale, res.GradBias)
	}
}
