package loss

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
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
		losses = append(losses, Over(l, Selection{OtherClass: true}))
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
					if extra != "none" && !slices.Contains(withExtras, arrangement) {
						continue
					}
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
		z[i] = matrix.Of(make([]float32, len(p.at[i].Data)), p.at[i].Rows, p.at[i].Cols)
		for k, v := range p.at[i].Data {
			z[i].Data[k] = v + float32(step*float64(p.along[i].Data[k]))
		}
	}
	q := problemOf(p.arrangement, z[0], z[1], p.index)
	q.Labels = p.labels
	if p.extras != "none" {
		q.Extra, q.ExtraShared = z[2], p.extras == "shared"
	}
	return mustWork(t, new(Workspace), l, q)
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
	for i, g := range []blas32.General{grad(res, 0), grad(res, 1), res.GradExtra} {
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
	res := p.result(t, l, 0)
	at := func(moved Loss) float64 { return p.result(t, moved, 0).Loss }
	byScale := slope(differenceStep, func(x float64) float64 {
		return at(moved(t, l, "tau", func(tau float64) float64 { return tau * math.Exp(-x) }))
	})
	byBias := slope(differenceStep, func(x float64) float64 {
		return at(moved(t, l, "bias", func(bias float64) float64 { return bias + x }))
	})
	size := 1 + math.Abs(res.Loss)
	said := res.Scalars
	if !(math.Abs(byScale-said.LogScale) <= differenceTolerance*size && math.Abs(byBias-said.Bias) <= differenceTolerance*size) {
		t.Errorf("%s, extra %s: the loss changes by %v and %v, %+v is said", label(p.arrangement, l), p.extras, byScale, byBias, said)
	}
}

// moved is l with one of its parameters changed, if it has that.
func moved(t *testing.T, l Loss, name string, change func(v float64) float64) Loss {
	t.Helper()
	v, has := Get(l, name).(float64)
	if !has {
		return l
	}
	l, err := Set(l, name, change(v))
	return mustHave(t, l, err)
}
