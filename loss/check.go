package loss

import (
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss/internal/solve"
	"gonum.org/v1/gonum/blas/blas32"
)

// check returns an error unless the parts of p fit each other and the loss.
func (p *Problem) check(rule solve.Rule, keep Selection) error {
	_, byClass := rule.(solve.Classed)
	if err := p.checkMatrices(byClass); err != nil {
		return err
	}
	if err := p.checkLists(byClass, keep); err != nil {
		return err
	}
	if byClass && !p.Positives.given() || keep.OtherClass {
		if n := p.classified(); len(p.Labels) != n {
			return fmt.Errorf("%d labels, want %d", len(p.Labels), n)
		}
	}
	return p.checkExtra()
}

func (p *Problem) checkMatrices(byClass bool) error {
	switch p.arrangement {
	case noArrangement:
		return errors.New("no problem given: InBatch, Views, Cross, Symmetric, Against and Bank make one")
	case views:
		return p.checkViews(byClass)
	case bank:
		return checkIndexed("z", "bank", p.a, p.b, p.index, false)
	case against:
		return checkIndexed("z0", "z1", p.a, p.b, p.index, p.Positives.given())
	}
	return checkPair(p.a, p.b)
}

func (p *Problem) checkViews(byClass bool) error {
	if err := checkMatrix("z", p.a); err != nil {
		return err
	}
	switch {
	case p.pairs == 0 && !byClass:
		return errors.New("views without pairs, and the loss finds no positives by class")
	case p.pairs < 0 || p.pairs != 0 && p.pairs != p.a.Rows-p.pairs:
		return fmt.Errorf("%d rows are not the two views of %d pairs", p.a.Rows, p.pairs)
	}
	return nil
}

// Pairs is the number of pairs that a problem's anchors come from, each with its own
// part of [Problem.Extra]; or of anchors, where those have no pairs.
func (p *Problem) Pairs() int {
	if p.pairs > 0 {
		return p.pairs
	}
	return p.a.Rows
}

// classified is the number of rows that labels are given for.
func (p *Problem) classified() int {
	if p.index != nil {
		return p.b.Rows
	}
	return p.Pairs()
}

// checkExtra checks the extra negatives, of which there may be none.
func (p *Problem) checkExtra() error {
	z := p.Extra
	if z.Rows == 0 {
		return nil
	}
	if p.arrangement == symmetric {
		return errors.New("a symmetric problem takes no extra negatives, which z0 alone would be compared with: take the mean of Cross(z0, z1) with them and Cross(z1, z0) without")
	}
	if err := checkMatrix("extra", z); err != nil {
		return err
	}
	if z.Cols != p.a.Cols {
		return fmt.Errorf("extra has %d columns, the anchors have %d", z.Cols, p.a.Cols)
	}
	if pairs := p.Pairs(); !p.ExtraShared && z.Rows%pairs != 0 {
		return fmt.Errorf("extra has %d rows, must be a multiple of the %d pairs", z.Rows, pairs)
	}
	return nil
}

// checkMatrix checks that z has rows and columns and the data for them.
func checkMatrix(name string, z blas32.General) error {
	if err := matrix.Check(z); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// checkPair checks two matrices whose rows are pairs.
func checkPair(z0, z1 blas32.General) error {
	if err := checkMatrix("z0", z0); err != nil {
		return err
	}
	if err := checkMatrix("z1", z1); err != nil {
		return err
	}
	if z0.Rows != z1.Rows || z0.Cols != z1.Cols {
		return fmt.Errorf("z0 is %d×%d, z1 is %d×%d, must be the same", z0.Rows, z0.Cols, z1.Rows, z1.Cols)
	}
	return nil
}

// checkIndexed checks anchors against candidates and each anchor's place among them,
// which may be missing where positives are listed.
func checkIndexed(name, other string, z, candidates blas32.General, index []int, listed bool) error {
	if err := checkMatrix(name, z); err != nil {
		return err
	}
	if err := checkMatrix(other, candidates); err != nil {
		return err
	}
	if z.Cols != candidates.Cols {
		return fmt.Errorf("%s has %d columns, %s has %d", name, z.Cols, other, candidates.Cols)
	}
	if index == nil && listed {
		return nil
	}
	if len(index) != z.Rows {
		return fmt.Errorf("%s has %d rows, index has %d entries", name, z.Rows, len(index))
	}
	for i, p := range index {
		if p < 0 || p >= candidates.Rows {
			return fmt.Errorf("index of anchor %d is %d, %s has rows 0 to %d", i, p, other, candidates.Rows-1)
		}
	}
	return nil
}
