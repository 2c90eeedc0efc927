package solve

import (
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// listedSample is the number of candidates, evenly spread, whose
	// similarities tell what the hardest of all will exceed.
	listedSample = 2048
	// listedLeast is how many candidates there must be at least for the sample
	// to cost little.
	listedLeast = 4 * listedSample
	// listedDeviations is how many standard deviations a sample may mislead.
	listedDeviations = 4
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

// sampleRank is the place in the sample of the limit for k of n: the one that so
// many have in the mean, some standard deviations of their number and one on: what is
// listed exceeds the limit, and the hardest of all may be in the sample.
func sampleRank(k, n int) int {
	mean := float64(float64(k) / float64(n) * listedSample)
	return min(listedSample, 2+int(mean+float64(listedDeviations*math.Sqrt(mean))))
}

// listHardest lists what the panel's anchors a may keep.
func (p *rows) listHardest(a blas32.General) error {
	l, parts := &p.list, p.countParts()
	p.limit(a)
	l.similar, l.errors, l.parts = matrix.Grow(l.similar, a.Rows), matrix.Grow(l.errors, parts), matrix.Extend(l.parts, parts)
	l.workers = matrix.Extend(l.workers, p.threads)
	for i := range l.workers {
		l.workers[i] = matrix.Grow(l.workers[i], panelRows*sparseRows)
	}
	parallel.ForWorker(p.threads, parts, p.listOf)
	return firstError(l.errors)
}

// limit finds the anchors' limits.
func (p *rows) limit(a blas32.General) {
	l, c := &p.list, p.d.candidates
	l.sample = matrix.Grow(l.sample, listedSample*c.Cols)
	sample := matrix.Of(l.sample, listedSample, c.Cols)
	for i := range sample.Rows {
		copy(matrix.Row(sample, i), matrix.Row(c, i*c.Rows/sample.Rows))
	}
	s := matrix.Of(p.sims, a.Rows, sample.Rows)
	kernels.Gemm(p.threads, blas.NoTrans, blas.Trans, 1, a, sample, 0, s)
	l.limits = matrix.Grow(l.limits, a.Rows)
	rank := sampleRank(p.keep.count(p.d.negatives()), c.Rows)
	for i := range l.limits {
		l.limits[i] = kernels.KthLargest(matrix.Row(s, i), rank)
	}
}

// listPart lists a part of the candidates.
func (p *rows) listPart(worker, part int) {
	l, c := &p.list, p.d.candidates
	a := matrix.Rows(p.d.anchors, p.lo, p.hi)
	list := &l.parts[part]
	for i := range a.Rows {
		list.values[i], list.index[i] = list.values[i][:0], list.index[i][:0]
	}
	l.errors[part] = nil
	for from := part * p.part; from < min((part+1)*p.part, c.Rows); from += sparseRows {
		stretch := matrix.Rows(c, from, min(from+sparseRows, c.Rows))
		if p.route.asGiven && p.lo == 0 {
			if l.errors[part] = nameRow(p.problem.Candidates.Parts[0].Name, from, matrix.CheckUnit(stretch)); l.errors[part] != nil {
				return
			}
		}
		s := matrix.Of(l.workers[worker], a.Rows, stretch.Rows)
		kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, a, stretch, 0, s)
		for i := range a.Rows {
			sims := matrix.Row(s, i)
			if at := p.d.positive(p.lo+i) - from; at >= 0 && at < len(sims) {
				l.similar[i], sims[at] = sims[at], negInf
			}
			list.values[i], list.index[i] = kernels.Above(list.values[i], list.index[i], sims, l.limits[i], from)
		}
	}
}

// fromList makes the k hardest of an anchor's list its row.
func (p *rows) fromList(a *Anchor, k int) (kept int) {
	i := a.Number - p.lo
	place := p.d.positive(a.Number)
	a.setPositive(int32(place), p.list.similar[i])
	h := &p.hard[i]
	h.values = h.values[:0]
	for part := range p.countParts() {
		h.values = append(h.values, p.list.parts[part].values[i]...)
	}
	if len(h.values) < k {
		p.compareAll(a)
		return h.keep(a, k, Selection{K: k})
	}
	return p.keepListed(a, h, kernels.KthLargest(h.values, k))
}

// keepListed makes what is not below the least of an anchor's list its row. About
// every fourth element is, which is too many for branches: the next one kept is
// written over it.
func (p *rows) keepListed(a *Anchor, h *hardRow, least float32) (kept int) {
	h.weights, h.index = matrix.Grow(h.weights, len(h.values)), matrix.Grow(h.index, len(h.values))
	for part := range p.countParts() {
		list := &p.list.parts[part]
		values, index := list.values[a.Number-p.lo], list.index[a.Number-p.lo]
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
	a.Row = h.weights
	return kept
}

// compareAll makes a's row the similarities to all candidates.
func (p *rows) compareAll(a *Anchor) {
	c := p.d.candidates
	a.Scratch = matrix.Grow(a.Scratch, c.Rows)
	a.Row = a.Scratch
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, matrix.Rows(p.d.anchors, a.Number, a.Number+1), c, 0, matrix.Of(a.Row, 1, c.Rows))
	a.Row[a.Places[0]] = negInf
}
