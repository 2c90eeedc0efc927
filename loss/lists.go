package loss

import (
	"errors"
	"fmt"
)

func (l Lists) given() bool { return l.Starts != nil }

// checkLists checks what is listed, and which rows are anchors.
func (p *Problem) checkLists(byClass bool, keep Selection) error {
	if err := p.checkAnchors(); err != nil {
		return err
	}
	switch {
	case p.Positives.given() && !byClass:
		return errors.New("positives are listed, and the loss has one: list what else is no negative as excluded")
	case p.Positives.given() && p.index == nil && keep.OtherClass:
		return errors.New("a selection of other classes, where anchors have no positive to have the class of")
	}
	anchors, candidates := p.sizes()
	if err := p.Positives.check("positives", anchors, candidates); err != nil {
		return err
	}
	return p.Excluded.check("excluded", anchors, candidates)
}

// checkAnchors checks which of the rows are anchors.
func (p *Problem) checkAnchors() error {
	switch n := p.rows(); {
	case p.First == 0 && p.Last == 0:
		return nil
	case p.arrangement != inBatch && p.arrangement != views:
		return errors.New("anchors from First up to Last belong to InBatch and Views")
	case p.First < 0 || p.Last <= p.First || p.Last > n:
		return fmt.Errorf("anchors from row %d up to %d of %d", p.First, p.Last, n)
	}
	return nil
}

// Anchors is the number of anchors of a problem, of one direction if it has two.
func (p *Problem) Anchors() int {
	anchors, _ := p.sizes()
	return anchors
}

// Candidates is the number of rows that an anchor is compared with, itself among them
// where it is one.
func (p *Problem) Candidates() int {
	_, candidates := p.sizes()
	return candidates
}

// rows is the number of rows of the anchors' matrices.
func (p *Problem) rows() int {
	if p.arrangement == inBatch {
		return p.a.Rows + p.b.Rows
	}
	return p.a.Rows
}

// sizes are the numbers of anchors and of candidates.
func (p *Problem) sizes() (anchors, candidates int) {
	anchors, candidates = p.rows(), p.rows()
	if p.Last > 0 {
		anchors = p.Last - p.First
	}
	if p.arrangement != inBatch && p.arrangement != views {
		candidates = p.b.Rows
	}
	return anchors, candidates
}

// check checks lists of candidates for anchors, which there may be none of.
func (l Lists) check(name string, anchors, candidates int) error {
	if !l.given() {
		return nil
	}
	if len(l.Starts) != anchors+1 {
		return fmt.Errorf("%s: %d starts of lists for %d anchors, want one more than anchors", name, len(l.Starts), anchors)
	}
	last := 0
	for i, start := range l.Starts {
		if start < last || start > len(l.Items) || i == 0 && start != 0 {
			return fmt.Errorf("%s: list %d starts at %d, the one before it at %d, and there are %d items", name, i, start, last, len(l.Items))
		}
		last = start
	}
	for i := range anchors {
		for _, j := range l.Items[l.Starts[i]:l.Starts[i+1]] {
			if j < 0 || j >= candidates {
				return fmt.Errorf("%s of anchor %d: candidate %d, there are 0 to %d", name, i, j, candidates-1)
			}
		}
	}
	return nil
}
