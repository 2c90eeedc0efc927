package solve

import (
	"sort"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
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

// keep makes those of n negatives that a selection keeps, the hardest and any that tie
// with the last of them, the anchor's row, without the others.
func (h *hardRow) keep(a *Anchor, n int, keep Selection) (kept int) {
	h.weights, h.index = h.weights[:0], h.index[:0]
	if n > 0 {
		h.weights, h.index = kernels.Largest(h.weights, h.index, a.Row, keep.count(n))
	}
	a.Row = h.weights
	return len(a.Row)
}

// takePositives keeps the weights of the anchor's positives.
func (h *hardRow) takePositives(a *Anchor) {
	h.positives, h.pulls = append(h.positives[:0], a.Places...), append(h.pulls[:0], a.Pulls...)
}

func (h *hardRow) clear() {
	h.weights, h.index, h.positives, h.pulls = h.weights[:0], h.index[:0], h.positives[:0], h.pulls[:0]
}

// countParts is the number of parts that candidates are gathered in.
func (p *rows) countParts() int { return (p.d.candidates.Rows + p.part - 1) / p.part }

// gather sets product to W·C over what the panel's anchors have kept.
func (p *rows) gather(product blas32.General) {
	parts := p.countParts()
	for i := range product.Rows {
		p.hard[i].starts = matrix.Grow(p.hard[i].starts, parts)
	}
	p.partial.reset(parts, len(product.Data))
	parallel.ForWorker(p.threads, parts, p.gatherOf)
	for k := range product.Data {
		product.Data[k] = float32(p.partial.total(k))
	}
}

// gatherPart gathers from a part of the candidates: a stretch of them for every
// anchor before the next, so that it is in the caches from the first to the last.
func (p *rows) gatherPart(_, part int) {
	c := p.d.candidates
	m := p.hi - p.lo
	sums := matrix.Of(p.partial.part(part), m, c.Cols)
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
			p.hard[i].gather(matrix.Row(sums, i), c, part, end)
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
		kernels.Axpy(float32(h.pulls[i]), matrix.Row(c, int(place)), sum)
	}
}
