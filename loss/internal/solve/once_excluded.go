package solve

import (
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// excluded are the negatives that lists take away from anchors, as the tiles of
// candidates meet them.
type excluded struct {
	tiles  [][]place // by tiles of candidates
	counts []int     // of each anchor; empty: there are no lists
	list   []int
}

// A place is that of a similarity.
type place struct{ anchor, candidate int32 }

// exclude sorts the lists of excluded candidates by tiles. What is no negative anyway, the
// positive and with apart what is of its class, is no part of the counts.
func (o *once) exclude() {
	x := &o.out
	x.counts = x.counts[:0]
	if !o.d.excluded.given() {
		return
	}
	x.tiles = matrix.Grow(x.tiles, (o.d.candidates.Rows+onceEdge-1)/onceEdge)
	for i := range x.tiles {
		x.tiles[i] = x.tiles[i][:0]
	}
	for i := range o.d.anchors.Rows {
		x.list = append(x.list[:0], o.d.excluded.Of(i)...)
		slices.Sort(x.list)
		count := 0
		for _, j := range slices.Compact(x.list) {
			if j == o.d.index[i] || o.apart && o.classes.ofRow(j) == int(o.classOf[i]) {
				continue
			}
			count++
			x.tiles[j/onceEdge] = append(x.tiles[j/onceEdge], place{int32(i), int32(j)})
		}
		x.counts = append(x.counts, count)
	}
}

// of is the number of negatives that are taken away from an anchor.
func (x *excluded) of(anchor int) int {
	if len(x.counts) == 0 {
		return 0
	}
	return x.counts[anchor]
}

// mask takes them out of the tile of the candidates from lo and the anchors [from, to).
func (x *excluded) mask(s blas32.General, lo, from, to int) {
	if len(x.counts) == 0 {
		return
	}
	for _, p := range x.tiles[lo/onceEdge] {
		if i := int(p.anchor); from <= i && i < to {
			matrix.Row(s, int(p.candidate)-lo)[i-from] = negInf
		}
	}
}
