package solve

import "gonum.org/v1/gonum/blas/blas32"

// A direction is one direction of a problem: unit anchors against unit candidates,
// of which one is the anchor's positive, at most one is the anchor itself, and the
// others are its negatives.
type direction struct {
	anchors, candidates blas32.General // without gaps between rows

	index  []int // see Problem; where candidates have gradients the map is its own inverse
	offset int
	self   bool // candidate first+i is anchor i
	first  int  // 0 unless some of the candidates alone are anchors

	positives, excluded Lists // see Problem

	extra extra

	weight     float64   // of an anchor in the mean
	losses     []float64 // one per anchor, filled by the engine
	skipped    int       // anchors, likewise
	logScale   float64   // the sum of Weighed.LogScale over the anchors, likewise
	bias       float64   // likewise
	toAnchors  *gradient
	toPartners *gradient // of the candidates; nil if they have no gradient; toAnchors if they are the anchors
}

func (d *direction) positive(i int) int {
	if d.index != nil {
		return d.index[i]
	}
	return (d.first + i + d.offset) % d.candidates.Rows
}

// negatives is the number of negatives of each anchor.
func (d *direction) negatives() int {
	n := d.candidates.Rows - 1 + d.extra.each
	if d.self {
		n--
	}
	return n
}

// oneView tells whether rows have no pairs, so that positives are found by class.
func (d *direction) oneView() bool { return d.self && d.offset == 0 }
