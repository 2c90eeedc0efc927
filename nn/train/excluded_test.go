package train

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
)

// unitRows are random ones.
func unitRows(seed uint64, n, d int) blas32.General {
	m, r := matrix.New(n, d), portable.NewRand(seed)
	for i := range m.Data {
		m.Data[i] = float32(r.Normal())
	}
	kernels.Normalize(m, m, make([]float32, n))
	return m
}

const excludedAnchors, excludedSlots = 5, 40

// An excludedCase is a problem of a queue some of whose slots are excluded.
type excludedCase struct {
	loss.Problem
	z, stored blas32.General
	index     []int
}

// excludedProblem excludes every third slot for all anchors. Those are made of seed, the
// others are always the same ones; they are of a class that no anchor has, and so near to
// the anchors that a selection of the hardest would take them.
func excludedProblem(seed uint64) excludedCase {
	const d = 8
	z, stored, index := unitRows(1, excludedAnchors, d), unitRows(2, excludedSlots, d), []int{0, 4, 36, 13, 7}
	labels := make([]int, excludedSlots)
	var excluded []int
	for j := range labels {
		if labels[j] = j % 4; j%3 == 2 {
			labels[j] = 9
			excluded = append(excluded, j)
			row := matrix.Row(stored, j)
			copy(row, matrix.Row(z, j%excludedAnchors))
			kernels.Axpy(0.1, matrix.Row(unitRows(seed, excludedSlots, d), j), row)
		}
	}
	kernels.Normalize(stored, stored, make([]float32, excludedSlots))
	p := loss.Bank(z, stored, index)
	p.Labels, p.Unit = labels, true
	for i := range excludedAnchors + 1 {
		p.Excluded.Starts = append(p.Excluded.Starts, i*len(excluded))
	}
	p.Excluded.Items = slices.Repeat(excluded, excludedAnchors)
	return excludedCase{p, z, stored, index}
}

// excludable are all losses of the family and those of the golden tests.
func excludable(t *testing.T) map[string]loss.Loss {
	all := goldenLosses()
	for _, name := range loss.Names() {
		l, err := loss.New(name)
		if err != nil {
			t.Fatal(err)
		}
		all["family "+name] = l
	}
	all["simple-margin"] = loss.Over(loss.Simple{}, loss.Selection{Drop: loss.Above(0.05)})
	all["triplet-k"] = loss.Over(loss.Triplet{}, loss.Selection{K: 2})
	all["macl-alpha"] = loss.Over(loss.MACL{Tau: 0.2, Alpha: 0.5}, loss.Selection{Alpha: 0.2})
	all["cold-k"] = loss.Over(loss.Contrastive{Tau: 0.01}, loss.Selection{K: 1})
	return all
}

// What is excluded is not looked at: no loss depends on it.
func TestExcludedDoNotCount(t *testing.T) {
	for name, l := range excludable(t) {
		res, err := loss.Compute(l, excludedProblem(3).Problem)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := loss.Compute(l, excludedProblem(4).Problem)
		if err != nil || again.Loss != res.Loss || !slices.Equal(again.Grads[0].Data, res.Grads[0].Data) {
			t.Errorf("%s: loss %v, with other slots excluded %v, %v", name, res.Loss, again.Loss, err)
		}
		all := excludedProblem(3)
		all.Excluded = loss.Lists{}
		if seen, err := loss.Compute(l, all.Problem); err != nil || seen.Loss == res.Loss {
			t.Errorf("%s: loss %v whether slots are excluded or not, %v", name, res.Loss, err)
		}
	}
}

// A few losses over selections, by their definitions.
func TestExcludedIsDefined(t *testing.T) {
	const tau = 0.2
	c := excludedProblem(3)
	for _, k := range []int{0, 1, 4, 19, 39} {
		for _, margin := range []float64{-0.3, 0.2, 3} {
			for _, otherClass := range []bool{false, true} {
				keep := loss.Selection{K: k, OtherClass: otherClass}
				if margin < 1 {
					keep.Drop = loss.Above(margin)
				}
				for name, l := range map[string]loss.Loss{
					"contrastive": loss.Contrastive{Tau: tau}, "dcl": loss.DCL{Tau: tau}, "simple": loss.Simple{},
				} {
					var want float64
					kept := 0
					for i := range excludedAnchors {
						if pair, negatives := c.selected(i, k, margin, otherClass); len(negatives) > 0 {
							want += definedLoss(name, tau, pair, negatives)
							kept++
						}
					}
					res, err := loss.Compute(loss.Over(l, keep), c.Problem)
					if err != nil || math.Abs(res.Loss-want/float64(kept)) > 2e-5 || res.Skipped != excludedAnchors-kept {
						t.Errorf("%s over %+v: loss %v with %d skipped, want %v of %d, %v",
							name, keep, res.Loss, res.Skipped, want/float64(kept), kept, err)
					}
				}
			}
		}
	}
}

// selected are the similarities of an anchor to its positive and to the negatives
// that are kept.
func (e excludedCase) selected(anchor, k int, margin float64, otherClass bool) (pair float64, negatives []float64) {
	similarity := func(j int) (s float64) {
		for c, x := range matrix.Row(e.z, anchor) {
			s += float64(x) * float64(matrix.Row(e.stored, j)[c])
		}
		return s
	}
	positive := e.index[anchor]
	pair = similarity(positive)
	for j := range excludedSlots {
		s := similarity(j)
		switch {
		case j == positive, slices.Contains(listOf(e.Excluded, anchor), j):
		case otherClass && e.Labels[j] == e.Labels[positive]:
		case s >= pair+margin:
		default:
			negatives = append(negatives, s)
		}
	}
	slices.Sort(negatives)
	if k > 0 && k < len(negatives) {
		negatives = negatives[len(negatives)-k:]
	}
	return pair, negatives
}

func definedLoss(name string, tau, pair float64, negatives []float64) float64 {
	var sum, exponentials float64
	for _, s := range negatives {
		sum += s
		exponentials += math.Exp(s / tau)
	}
	switch name {
	case "simple":
		return sum/float64(len(negatives)) - pair
	case "dcl":
		return math.Log(exponentials) - pair/tau
	}
	return math.Log(exponentials+math.Exp(pair/tau)) - pair/tau
}
