package loss

import "github.com/abc86604/temper/loss/internal/solve"

// A Loss says how an anchor's positive and its negatives are weighted. The
// implementations are the types of this package, and [Over] of them a selection of
// negatives. Literals are exact: a field that is left out is zero, and a zero
// temperature an error when the loss is computed. [New] gives the defaults.
type Loss interface {
	// member is the declaration of the loss.
	member() *Member
	// rule is what the engines execute, given parameters in their range.
	rule() solve.Rule
}

// NeedsLabels tells whether l looks at classes ([Problem.Labels]).
func NeedsLabels(l Loss) bool {
	base, keep, _ := parts(l)
	_, classed := base.rule().(solve.Classed)
	return classed || keep.OtherClass
}

// Check returns an error that names the parameter of l which is out of its range.
func Check(l Loss) error {
	if l == nil {
		return errNoLoss
	}
	base, keep, err := parts(l)
	if err != nil {
		return err
	}
	if err := keep.check(); err != nil {
		return err
	}
	if picky, ok := base.(interface{ checkSelection(Selection) error }); ok {
		if err := picky.checkSelection(keep); err != nil {
			return err
		}
	}
	m := base.member()
	for i, f := range m.Fields {
		if err := f.check(m.get(base, i)); err != nil {
			return err
		}
	}
	return nil
}
