package loss

import "gonum.org/v1/gonum/blas/blas32"

// A problem is one direction of an arrangement: unit anchors against unit
// candidates, of which one is the anchor's positive, at most one is the anchor
// itself, and the others are its negatives.
type problem struct {
	anchors, candidates blas32.General // without gaps between rows

	// The positive of anchor i is candidate index[i]; without an index it is
	// candidate i+offset, modulo their number. Where candidates have gradients the
	// map is its own inverse. If the rule goes by class, it is a candidate of the
	// anchor's class, perhaps itself.
	index  []int
	offset int
	self   bool // candidate i is anchor i
	// unchecked candidates are said to be unit rows, and what reads them first has to
	// check that.
	unchecked bool

	labels []int // classes, of the candidates modulo their number; nil if there are none
	extra  extra

	weight     float64   // of an anchor in the mean
	losses     []float64 // one per anchor, filled by the engine
	skipped    int       // anchors, likewise
	logScale   float64   // the sum of weighed.logScale over the anchors, likewise
	bias       float64   // likewise
	toAnchors  *sink
	toPartners *sink // of the candidates; nil if they have no gradient; toAnchors if they are the anchors
}

func (p *problem) positive(i int) int {
	if p.index != nil {
		return p.index[i]
	}
	return (i + p.offset) % p.candidates.Rows
}

// label is the class of a candidate: two views of a batch share their labels.
func (p *problem) label(candidate int) int { return p.labels[candidate%len(p.labels)] }

// negatives is the number of negatives of each anchor.
func (p *problem) negatives() int {
	n := p.candidates.Rows - 1 + p.extra.each
	if p.self {
		n--
	}
	return n
}

// pairs is the number of pairs whose views are the anchors.
func (p *problem) pairs() int {
	if p.self && !p.oneView() {
		return p.offset
	}
	return p.anchors.Rows
}

// classified is the number of rows that labels are given for.
func (p *problem) classified() int {
	if p.index != nil {
		return p.candidates.Rows
	}
	return p.pairs()
}

// oneView tells whether rows have no pairs, so that positives are found by class.
func (p *problem) oneView() bool { return p.self && p.offset == 0 }
