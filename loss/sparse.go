package loss

import (
	"sort"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// sparseShare is how many times as many candidates as kept negatives there must
	// be for products with the kept ones alone to pay.
	sparseShare = 4
	// sparseRows is the number of candidates that all anchors gather from before the
	// next: a stretch of [kernels.Largest].
	sparseRows = 512
)

// hardRow are the negatives that an anchor has kept, in stretches of sparseRows
// candidates.
type hardRow struct {
	weights []float32 // first their similarities
	index   []int32   // their places among the candidates
	values  []float32 // the anchor's list, from which they are taken if there is one

	positives []int32 // places
	pulls     []float64
	starts    []int // in each part of the candidates, the first that has not been gathered
}

// sparse tells whether few enough negatives are kept to leave the others out of the
// products. Candidates' gradients have terms of all anchors, which rows of anchors
// are no order to gather in.
func sparse(r *rule, p *problem) bool {
	n := p.candidates.Rows
	return p.toPartners == nil && p.extra.each == 0 && r.keep.hard() && sparseShare*r.keep.count(n) <= n
}

// keep makes the k hardest negatives, and any that tie with the last of them, the
// anchor's row, without the others.
func (h *hardRow) keep(a *anchorRow, k int) (kept int) {
	h.weights, h.index = kernels.Largest(h.weights[:0], h.index[:0], a.row, k)
	a.row = h.weights
	return len(a.row)
}

// takePositives keeps the weights of the anchor's positives.
func (h *hardRow) takePositives(a *anchorRow) {
	h.positives, h.pulls = append(h.positives[:0], a.places...), append(h.pulls[:0], a.pulls...)
}

func (h *hardRow) clear() {
	h.weights, h.index, h.positives, h.pulls = h.weights[:0], h.index[:0], h.positives[:0], h.pulls[:0]
}

// parts is the number of parts that candidates are gathered in.
func (p *panels) parts() int { return (p.problem.candidates.Rows + p.part - 1) / p.part }

// gather returns W·C over what the panel's anchors have kept. Parts of the
// candidates have sums of their own, combined in order in float64.
func (p *panels) gather(product blas32.General) {
	parts := p.parts()
	for i := range product.Rows {
		p.hard[i].starts = grow(p.hard[i].starts, parts)
	}
	size := len(product.Data)
	p.partial = grow(p.partial, parts*size)
	clear(p.partial)
	parallel.ForWorker(p.threads, parts, p.gatherOf)
	for k := range product.Data {
		var sum float64
		for part := range parts {
			sum += float64(p.partial[part*size+k])
		}
		product.Data[k] = float32(sum)
	}
}

// gatherPart gathers from a part of the candidates: a stretch of them for every
// anchor before the next, so that it is in the caches from the first to the last.
func (p *panels) gatherPart(_, part int) {
	c := p.problem.candidates
	m := p.hi - p.lo
	sums := dense(p.partial[part*m*c.Cols:], m, c.Cols)
	from, to := part*p.part, min((part+1)*p.part, c.Rows)
	for i := range m {
		p.hard[i].starts[part] = p.hard[i].before(from)
	}
	for ; from < to; from += sparseRows {
		end := min(from+sparseRows, to)
		// Reading the stretch in order brings it to the caches at the memory's pace;
		// the anchors, row after row here and there, would wait for each.
		kernels.Touch(c.Data[from*c.Stride : (end-1)*c.Stride+c.Cols])
		for i := range m {
			p.hard[i].gather(row(sums, i), c, part, end)
		}
	}
}

// before is the number of kept negatives whose places are before end, which
// begins a stretch.
func (h *hardRow) before(end int) int {
	return sort.Search(len(h.index), func(i int) bool { return int(h.index[i]) >= end })
}

// gather adds the negatives of a part before end that have not been.
func (h *hardRow) gather(sum []float32, c blas32.General, part, end int) {
	first := h.starts[part]
	next := first
	for next < len(h.index) && int(h.index[next]) < end {
		next++
	}
	kernels.GatherSum(sum, c, h.index[first:next], h.weights[first:next])
	h.starts[part] = next
}

// addPositives adds the positives to a sum.
func (h *hardRow) addPositives(sum []float32, c blas32.General) {
	for i, place := range h.positives {
		kernels.Axpy(float32(h.pulls[i]), row(c, int(place)), sum)
	}
}
