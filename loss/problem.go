package loss

import "gonum.org/v1/gonum/blas/blas32"

// A problem is one direction of an arrangement: unit anchors against unit
// candidates, of which one is the anchor's positive, at most one is the anchor
// itself, and the others are its negatives.
type problem struct {
	anchors, candidates blas32.General // without gaps between rows

	// The positive of anchor i is candidate index[i]; without an index it is
	// candidate i+offset, modulo their number. Where candidates have gradients
	// the map is its own inverse.
	index  []int
	offset int
	self   bool // candidate i is anchor i

	weight     float64   // of an anchor in the mean
	losses     []float64 // one per anchor, filled by the engine
	toAnchors  *sink
	toPartners *sink // of the candidates; nil if they have no gradient; toAnchors if they are the anchors
}

func (p *problem) positive(i int) int {
	if p.index != nil {
		return p.index[i]
	}
	return (i + p.offset) % p.candidates.Rows
}

// negatives is the number of negatives of each anchor.
func (p *problem) negatives() int {
	if p.self {
		return p.candidates.Rows - 2
	}
	return p.candidates.Rows - 1
}
