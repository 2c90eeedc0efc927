package solve

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// A Problem says what is compared with what. Whoever makes it has checked that the
// shapes fit.
type Problem struct {
	Anchors    Input
	Candidates Input // of no rows where the anchors are each other's candidates
	Extra      Input // further negatives of the anchors, of no rows if there are none
	Shared     bool  // every anchor has all of them

	// The positive of anchor i is candidate Index[i]; without an index it is candidate
	// i+Offset, modulo their number. If the rule is Classed it is a candidate of the
	// anchor's class, perhaps itself.
	Index  []int
	Offset int
	Both   bool // the candidates are anchors as well, and the anchors their candidates
	Frozen bool // the candidates have no gradient

	// Where the anchors are each other's candidates, those from First up to Last alone
	// are anchors; all if Last is 0.
	First, Last int

	Positives Lists // of the anchors, instead of the map; the rule must be Classed
	Excluded  Lists // candidates that are no negatives of the anchors

	Labels []int // of the candidates modulo their number
	Unit   bool  // rows are unit vectors already
}

// candidates is the number of candidates of each anchor.
func (p *Problem) candidates() int {
	if p.self() {
		return p.Anchors.rows()
	}
	return p.Candidates.rows()
}

// positive is the place of an anchor's positive among the rows that are held of n
// candidates: of those without a gradient the anchors' positives alone, in their order.
func (p *Problem) positive(i, n int) int {
	switch {
	case p.Frozen:
		return i
	case p.Index != nil:
		return p.Index[i]
	}
	return (p.First + i + p.Offset) % n
}

// Pairs is the number of pairs whose views are the anchors.
func (p *Problem) Pairs() int {
	if p.self() && p.Offset > 0 {
		return p.Offset
	}
	return p.Anchors.rows()
}

// hasGradient tells whether a matrix of the problem has one of its own.
func (p *Problem) hasGradient(i int) bool {
	switch i {
	case candidateRows:
		return !p.self() && !p.Frozen
	case extraRows:
		return p.Extra.rows() > 0
	}
	return true
}

// self tells whether the anchors are each other's candidates.
func (p *Problem) self() bool { return p.Candidates.rows() == 0 }

// lists tells whether the problem has what whole rows alone can serve: lists,
// candidates with a gradient whose positives are no map back, and some of the rows for
// anchors.
func (p *Problem) lists() bool {
	return p.Positives.given() || p.Excluded.given() || p.Index != nil && !p.Frozen || p.Last > 0
}

// excludesAlone tells whether excluded candidates are all that it lists.
func (p *Problem) excludesAlone() bool {
	return p.Excluded.given() && !p.Positives.given() && p.Last == 0
}

// Lists are a list of candidates for each anchor: that of anchor i is Items[Starts[i]]
// up to Items[Starts[i+1]]. The zero value is no lists.
type Lists struct {
	Starts, Items []int
}

func (l *Lists) given() bool { return l.Starts != nil }

// Of is the list of an anchor, which is empty if there are none.
func (l *Lists) Of(anchor int) []int {
	if !l.given() {
		return nil
	}
	return l.Items[l.Starts[anchor]:l.Starts[anchor+1]]
}

// checkEmpty returns an error that names an anchor whose list is empty.
func (l *Lists) checkEmpty() error {
	for i := range len(l.Starts) - 1 {
		if len(l.Of(i)) == 0 {
			return fmt.Errorf("anchor %d has no positive: its list is empty", i)
		}
	}
	return nil
}

// turned has for each of n candidates the anchors in whose lists it is.
func (l *Lists) turned(n int) Lists {
	if !l.given() {
		return Lists{}
	}
	t := Lists{Starts: make([]int, n+1), Items: make([]int, len(l.Items))}
	for _, j := range l.Items {
		t.Starts[j+1]++
	}
	for j := range n {
		t.Starts[j+1] += t.Starts[j]
	}
	next := append([]int(nil), t.Starts...)
	for i := range len(l.Starts) - 1 {
		for _, j := range l.Of(i) {
			t.Items[next[j]] = i
			next[j]++
		}
	}
	return t
}

// An Input is a matrix as it was given: the rows of one part and then those of
// another, which may have none.
type Input struct {
	Parts [2]Part
}

// A Part is a matrix with the name that errors call it by.
type Part struct {
	Name string
	blas32.General
}

func (in *Input) rows() int { return in.Parts[0].Rows + in.Parts[1].Rows }

// inPlace tells whether in is one matrix of unit rows without gaps, which needs no
// copy.
func (in *Input) inPlace(unit bool) bool {
	z := &in.Parts[0]
	return unit && in.Parts[1].Rows == 0 && z.Stride == z.Cols
}
