package analysis

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
)

// span is the number of an anchor's negatives that are taken through all
// temperatures at once: they stay in the L1 cache with their exponentials. It
// belongs to the specification, for sums break where stretches end.
const span = 2048

// analyst is what a worker needs to analyse anchors.
type analyst struct {
	*survey
	sims    []float32 // a strip's similarities: n for each anchor
	exps    []float32 // of a span, or of some chosen negatives
	hardest []float32 // an anchor's ceil(N/100) most similar of N negatives
	same    []float32 // those of its class
	sums    []moments // at each temperature
}

// moments are Σ_j e_j and Σ_j e_j x_j over an anchor's negatives, with
// x_j = s_j - max s and e_j = exp(x_j/τ).
type moments struct{ zeroth, first float64 }

// allOnes are what Axpy adds a constant with.
var allOnes = func() (x [span]float32) {
	for i := range x {
		x[i] = 1
	}
	return x
}()

func (w *analyst) reset(s *survey) {
	n := s.units.Rows()
	w.survey = s
	w.sims = matrix.Grow(w.sims, stripRows(n)*n)
	w.hardest = matrix.Grow(w.hardest, (n-1+99)/100)
	w.exps = matrix.Grow(w.exps, span)
	w.sums = matrix.Grow(w.sums, len(s.taus))
}

// row is the row of similarities of the strip's anchor i.
func (w *analyst) row(i int) []float32 {
	n := w.units.Rows()
	return w.sims[i*n:][:n]
}

// analyze adds to sums what it finds out about an anchor with the similarities x
// to all rows, of which it makes something else. From the moments R and D,
// log r_j = x_j/τ - log R, so the entropy is log R - D/(τR), in which no term is
// negative.
func (w *analyst) analyze(anchor int, x []float32, sums []penaltySums) {
	w.takeSame(anchor, x)
	last := len(x) - 1
	x[anchor] = x[last] // the anchor itself is none of its negatives
	x = x[:last]
	top := kernels.Max(x)
	subtract(x, top)
	subtract(w.same, top)
	w.takeHardest(x)
	w.takeMoments(x)
	for t, tau := range w.taus {
		sum := w.sums[t]
		entropy := portable.Log(sum.zeroth) - sum.first/(tau*sum.zeroth)
		sums[t].add(penaltySums{
			entropy:   entropy,
			effective: portable.Exp(entropy),
			hardest:   min(w.expSum(w.hardest, tau)/sum.zeroth, 1),
			sameClass: min(w.expSum(w.same, tau)/sum.zeroth, 1),
		})
	}
}

// takeMoments sets w.sums to the moments of x.
func (w *analyst) takeMoments(x []float32) {
	clear(w.sums)
	for len(x) > 0 {
		part := x[:min(span, len(x))]
		exps := w.exps[:len(part)]
		for t, tau := range w.taus {
			sum := &w.sums[t]
			sum.zeroth += kernels.ExpSum(exps, part, 0, float32(1/tau))
			sum.first += float64(kernels.Dot(exps, part))
		}
		x = x[len(part):]
	}
}

// expSum is the sum of exp(x_j/τ), span by span.
func (w *analyst) expSum(x []float32, tau float64) (sum float64) {
	for len(x) > 0 {
		part := x[:min(span, len(x))]
		sum += kernels.ExpSum(w.exps[:len(part)], part, 0, float32(1/tau))
		x = x[len(part):]
	}
	return sum
}

// takeSame gathers the similarities x of an anchor to the others of its class.
func (w *analyst) takeSame(anchor int, x []float32) {
	w.same = w.same[:0]
	if w.labels == nil {
		return
	}
	for _, i := range w.members[w.labels[anchor]] {
		if i != anchor {
			w.same = append(w.same, x[i])
		}
	}
}

// takeHardest gathers the largest elements of x, in any order.
func (w *analyst) takeHardest(x []float32) {
	least := kernels.KthLargest(x, len(w.hardest))
	n := 0
	for _, v := range x {
		if v > least {
			w.hardest[n] = v
			n++
		}
	}
	for ; n < len(w.hardest); n++ {
		w.hardest[n] = least
	}
}

// subtract takes c from each element of x.
func subtract(x []float32, c float32) {
	for len(x) > 0 {
		part := x[:min(span, len(x))]
		kernels.Axpy(-c, allOnes[:len(part)], part)
		x = x[len(part):]
	}
}
