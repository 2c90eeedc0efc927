package loss

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/loss/internal/solve"
)

// A Selection says which negatives of an anchor count; the zero value stands for
// all. What a margin or a class drops leaves first. The hardest are then taken among
// what is left, which is all of it where fewer are left than K. An anchor that keeps no
// negative is skipped ([Result.Skipped]), unless its loss needs none.
type Selection struct {
	// K is the number of the hardest negatives to keep, and any that tie with the
	// K-th (Wang & Liu 2021, eq. (8)).
	K int
	// Alpha is their fraction instead, in (0, 1]: K = max(1, Alpha·negatives,
	// rounded half to even).
	Alpha float64
	// Drop drops negatives that are probably false, such as Above(0.1).
	Drop Margin
	// OtherClass drops the negatives of the anchor's own class, by [Problem.Labels].
	OtherClass bool
}

// A Margin drops negatives by their similarity; the zero value drops none. See
// [Above].
type Margin struct {
	set   bool
	above float64
}

// Above drops negatives with s_ij ≥ s_ip + margin, where p is the anchor's pair (in
// one view its most similar positive), which itself stands apart.
func Above(margin float64) Margin { return Margin{true, margin} }

// overSelection is a loss over the negatives that a selection keeps.
type overSelection struct {
	loss Loss
	keep Selection
}

// Over returns l over the negatives that s keeps. Over a loss that has a selection
// already both apply, of two margins the smaller; not both may name the hardest.
//
// Over the hardest negatives [Contrastive] is the paper's hard contrastive loss (Wang
// & Liu 2021, eqs. (8) and (9)),
//
//	L_i = -log[ exp(s_ip/τ) / (exp(s_ip/τ) + Σ_{s_ij ≥ t_i} exp(s_ij/τ)) ]
//
// and [Simple] the hard simple one (section 4.2), where t_i is the K-th largest
// similarity among anchor i's negatives, found exactly; negatives that tie with it
// are kept. No gradient flows to the others.
func Over(l Loss, s Selection) Loss { return over(l, s) }

func over(l Loss, s Selection) Loss {
	if s == (Selection{}) {
		return l
	}
	return overSelection{l, s}
}

func (o overSelection) member() *Member { return o.loss.member() }

func (o overSelection) rule() solve.Rule { return o.loss.rule() }

// parts takes l apart into a loss over all negatives and all selections over it.
func parts(l Loss) (base Loss, keep Selection, err error) {
	o, selects := l.(overSelection)
	if !selects {
		return l, Selection{}, nil
	}
	if o.loss == nil {
		return nil, keep, fmt.Errorf("a selection of no loss")
	}
	base, keep, err = parts(o.loss)
	if err != nil {
		return base, keep, err
	}
	keep, err = keep.and(o.keep)
	return base, keep, err
}

// and is what both selections keep.
func (s Selection) and(t Selection) (Selection, error) {
	if s.hard() && t.hard() {
		return s, fmt.Errorf("a hard loss over a selection of the hardest")
	}
	if !s.Drop.set || t.Drop.set && t.Drop.above < s.Drop.above {
		s.Drop = t.Drop
	}
	s.K, s.Alpha, s.OtherClass = s.K+t.K, s.Alpha+t.Alpha, s.OtherClass || t.OtherClass
	return s, nil
}

func (s Selection) check() error {
	switch {
	case s.K != 0 && s.Alpha != 0:
		return fmt.Errorf("the hardest negatives by topk or alpha, not both (topk = %d, alpha = %v)", s.K, s.Alpha)
	case s.K < 0:
		return fmt.Errorf("topk = %d, must be at least 1", s.K)
	case s.Alpha != 0 && !(s.Alpha > 0 && s.Alpha <= 1):
		return fmt.Errorf("alpha = %v, must lie in (0, 1]", s.Alpha)
	case s.Drop.set && !(math.Abs(s.Drop.above) <= math.MaxFloat32):
		return fmt.Errorf("margin = %v, must be finite", s.Drop.above)
	}
	return nil
}

// hard tells whether only the hardest are kept.
func (s Selection) hard() bool { return s.K != 0 || s.Alpha != 0 }

// solved is s for the engines.
func (s Selection) solved() solve.Selection {
	return solve.Selection{K: s.K, Alpha: s.Alpha, Drop: s.Drop.set, Margin: s.Drop.above, OtherClass: s.OtherClass}
}

// topK is the name of the one parameter that is an integer.
const topK = "topk"

// selectionNames are the parameters of a selection.
var selectionNames = []string{topK, "alpha", "margin", "other_class"}

func (s Selection) get(name string) any {
	switch name {
	case topK:
		return s.K
	case "alpha":
		return s.Alpha
	case "other_class":
		return s.OtherClass
	case "margin":
		if s.Drop.set {
			return s.Drop.above
		}
	}
	return nil
}

// set sets a parameter, if it is known.
func (s *Selection) set(name string, value any) (known bool, err error) {
	fits := true
	switch name {
	case topK:
		s.K, fits = value.(int)
	case "alpha":
		s.Alpha, fits = value.(float64)
	case "other_class":
		s.OtherClass, fits = value.(bool)
	case "margin":
		s.Drop = Margin{}
		if value != nil {
			s.Drop.above, s.Drop.set = value.(float64)
			fits = s.Drop.set
		}
	default:
		return false, nil
	}
	if !fits {
		return true, fmt.Errorf("%s is %v, a %T", name, value, value)
	}
	return true, nil
}
