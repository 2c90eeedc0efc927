package loss

import (
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// shortlistSample is the number of candidates, evenly spread, whose
	// similarities tell what the hardest of all will exceed.
	shortlistSample = 2048
	// shortlistLeast is how many candidates there must be at least for the sample
	// to cost little.
	shortlistLeast = 4 * shortlistSample
	// shortlistDeviations is how many standard deviations a sample may mislead.
	shortlistDeviations = 4
)

// shortlist finds the hardest negatives of a panel's anchors without a row of all
// similarities: those to a sample of the candidates give each anchor a limit, which
// in all likelihood more negatives exceed than are to be kept, and not many more; a
// stretch of candidates after the other is met, and what exceeds the limits is
// listed. An anchor that the sample has misled, so that its list is too short, meets
// all candidates again.
type shortlist struct {
	sample  []float32
	limits  []float32 // by anchors of the panel
	similar []float32 // to the positive, likewise
	parts   []listed  // by parts of the candidates
	errors  []error   // likewise
	workers [][]float32
}

// listed is what the anchors of a panel have listed of a part of the candidates.
type listed struct {
	values [panelRows][]float32
	index  [panelRows][]int32
}

// shortlists tells whether a problem's negatives are listed. Masks would have to be
// applied before anything is the K-th hardest.
func shortlists(r *rule, p *problem) bool {
	return sparse(r, p) && !r.byClass && !r.keep.Mask && !r.keep.OtherClass && p.candidates.Rows >= shortlistLeast
}

// sampleRank is the place in the sample of the limit for k of n: the one that so
// many have in the mean, and some standard deviations of their number on.
func sampleRank(k, n int) int {
	mean := float64(float64(k) / float64(n) * shortlistSample)
	return min(shortlistSample, 1+int(mean+float64(shortlistDeviations*math.Sqrt(mean))))
}

// list lists what the panel's anchors a may keep.
func (p *panels) list(a blas32.General) error {
	l, parts := &p.short, p.parts()
	p.limit(a)
	l.similar, l.errors, l.parts = grow(l.similar, a.Rows), grow(l.errors, parts), extend(l.parts, parts)
	l.workers = extend(l.workers, p.threads)
	for i := range l.workers {
		l.workers[i] = grow(l.workers[i], panelRows*sparseRows)
	}
	parallel.ForWorker(p.threads, parts, p.listOf)
	return firstError(l.errors)
}

// limit finds the anchors' limits.
func (p *panels) limit(a blas32.General) {
	l, c := &p.short, p.problem.candidates
	l.sample = grow(l.sample, shortlistSample*c.Cols)
	sample := dense(l.sample, shortlistSample, c.Cols)
	for i := range sample.Rows {
		copy(row(sample, i), row(c, i*c.Rows/sample.Rows))
	}
	s := dense(p.sims, a.Rows, sample.Rows)
	kernels.Gemm(p.threads, blas.NoTrans, blas.Trans, 1, a, sample, 0, s)
	l.limits = grow(l.limits, a.Rows)
	rank := sampleRank(p.rule.keep.count(p.problem.negatives()), c.Rows)
	for i := range l.limits {
		l.limits[i] = kernels.KthLargest(row(s, i), rank)
	}
}

// listPart lists a part of the candidates.
func (p *panels) listPart(worker, part int) {
	l, c := &p.short, p.problem.candidates
	a := rows(p.problem.anchors, p.lo, p.hi)
	list := &l.parts[part]
	for i := range a.Rows {
		list.values[i], list.index[i] = list.values[i][:0], list.index[i][:0]
	}
	l.errors[part] = nil
	for from := part * p.part; from < min((part+1)*p.part, c.Rows); from += sparseRows {
		stretch := rows(c, from, min(from+sparseRows, c.Rows))
		if p.problem.unchecked && p.lo == 0 {
			if l.errors[part] = checkUnit("bank", from, stretch); l.errors[part] != nil {
				return
			}
		}
		s := dense(l.workers[worker], a.Rows, stretch.Rows)
		kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, a, stretch, 0, s)
		for i := range a.Rows {
			sims := row(s, i)
			if at := p.problem.positive(p.lo+i) - from; at >= 0 && at < len(sims) {
				l.similar[i], sims[at] = sims[at], negInf
			}
			list.values[i], list.index[i] = kernels.Above(list.values[i], list.index[i], sims, l.limits[i], from)
		}
	}
}

// fromList makes the k hardest of an anchor's list its row.
func (p *panels) fromList(a *anchorRow, k int) (kept int) {
	i := a.anchor - p.lo
	place := p.problem.positive(a.anchor)
	a.setPositive(int32(place), p.short.similar[i])
	h := &p.hard[i]
	h.values = h.values[:0]
	for part := range p.parts() {
		h.values = append(h.values, p.short.parts[part].values[i]...)
	}
	if len(h.values) < k {
		p.meetAll(a)
		return h.keep(a, k)
	}
	return p.keepListed(a, h, kernels.KthLargest(h.values, k))
}

// keepListed makes what is not below the least of an anchor's list its row. About
// every fourth element is, which is too many for branches: the next one kept is
// written over it.
func (p *panels) keepListed(a *anchorRow, h *hardRow, least float32) (kept int) {
	h.weights, h.index = grow(h.weights, len(h.values)), grow(h.index, len(h.values))
	for part := range p.parts() {
		list := &p.short.parts[part]
		values, index := list.values[a.anchor-p.lo], list.index[a.anchor-p.lo]
		for i, v := range values {
			h.weights[kept], h.index[kept] = v, index[i]
			next := kept + 1
			if v < least {
				next = kept
			}
			kept = next
		}
	}
	h.weights, h.index = h.weights[:kept], h.index[:kept]
	a.row = h.weights
	return kept
}

// meetAll makes a's row the similarities to all candidates.
func (p *panels) meetAll(a *anchorRow) {
	c := p.problem.candidates
	a.scratch = grow(a.scratch, c.Rows)
	a.row = a.scratch
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, rows(p.problem.anchors, a.anchor, a.anchor+1), c, 0, dense(a.row, 1, c.Rows))
	a.row[a.places[0]] = negInf
}
