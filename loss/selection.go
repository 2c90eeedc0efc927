package loss

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
)

// A Selection says which negatives of an anchor count; the zero value stands for
// all. Whatever is masked leaves first, and the hardest are taken among what is
// left: at most all of that. An anchor without any negative left is skipped
// ([Result.Skipped]).
type Selection struct {
	// K is the number of the hardest negatives to keep, and any that tie with the
	// K-th (Wang & Liu 2021, eq. (8)).
	K int
	// Alpha is their fraction instead, in (0, 1]: K = max(1, Alpha·negatives,
	// rounded half to even).
	Alpha float64
	// Mask drops negatives that are probably false: those with s_ij > s_ip + Margin,
	// where p is the anchor's pair (in one view its most similar positive).
	Mask   bool
	Margin float64
	// OtherClass drops the negatives of the anchor's own class, by
	// [Workspace.Labels].
	OtherClass bool
}

// Selected is a loss over the negatives that a selection keeps. A selection in
// Loss itself, as [HardContrastive] has, applies as well; not both may name the
// hardest.
type Selected struct {
	Loss      Loss
	Selection Selection
}

// selected is l over a selection, which may be none.
func selected(l Loss, s Selection) Loss {
	if _, p := l.describe(); p.K != 0 || p.Alpha != 0 {
		s.K, s.Alpha = 0, 0 // l has them itself
	}
	if s == (Selection{}) {
		return l
	}
	return Selected{l, s}
}

func (p Params) selection() Selection {
	return Selection{K: p.K, Alpha: p.Alpha, Mask: p.Mask, Margin: p.Margin, OtherClass: p.OtherClass}
}

func (l Selected) rule() (rule, error) {
	if l.Loss == nil {
		return rule{}, fmt.Errorf("loss: a selection of no loss")
	}
	r, err := l.Loss.rule()
	if err != nil {
		return rule{}, err
	}
	r.keep, err = r.keep.and(l.Selection)
	return r, err
}

func (l Selected) describe() (string, Params) {
	name, p := l.Loss.describe()
	s, _ := p.selection().and(l.Selection)
	p.K, p.Alpha, p.Mask, p.Margin, p.OtherClass = s.K, s.Alpha, s.Mask, s.Margin, s.OtherClass
	return name, p
}

// and is what both selections keep.
func (s Selection) and(t Selection) (Selection, error) {
	if (s.K != 0 || s.Alpha != 0) && (t.K != 0 || t.Alpha != 0) {
		return s, fmt.Errorf("loss: a hard loss over a selection of the hardest")
	}
	if s.Mask && t.Mask {
		s.Margin = min(s.Margin, t.Margin)
	} else if t.Mask {
		s.Mask, s.Margin = true, t.Margin
	}
	s.K, s.Alpha, s.OtherClass = s.K+t.K, s.Alpha+t.Alpha, s.OtherClass || t.OtherClass
	return s, s.check()
}

func (s Selection) check() error {
	switch {
	case s.K != 0 && s.Alpha != 0:
		return fmt.Errorf("loss: the hardest negatives by K or Alpha, not both (K = %d, Alpha = %v)", s.K, s.Alpha)
	case s.K < 0:
		return fmt.Errorf("loss: K = %d, must be at least 1", s.K)
	case s.Alpha != 0 && !(s.Alpha > 0 && s.Alpha <= 1):
		return fmt.Errorf("loss: Alpha = %v, must lie in (0, 1]", s.Alpha)
	case s.Mask && !(math.Abs(s.Margin) <= math.MaxFloat32):
		return fmt.Errorf("loss: margin = %v, must be finite", s.Margin)
	}
	return nil
}

// hardest makes a selection of exactly one of k and alpha.
func hardest(k int, alpha float64) (Selection, error) {
	s := Selection{K: k, Alpha: alpha}
	if k == 0 && alpha == 0 {
		return s, fmt.Errorf("loss: a hard loss needs K or Alpha, the number or the fraction of negatives to keep")
	}
	return s, s.check()
}

// all tells whether every negative is kept.
func (s Selection) all() bool { return s == Selection{} }

// hard tells whether only the hardest are kept.
func (s Selection) hard() bool { return s.K != 0 || s.Alpha != 0 }

// count is the number of negatives to keep out of n.
func (s Selection) count(n int) int {
	switch {
	case s.K > 0:
		return min(s.K, n)
	case s.Alpha > 0:
		return max(1, int(math.RoundToEven(s.Alpha*float64(n))))
	}
	return n
}

// mask writes -Inf over the elements of row that lie above limit, and returns how
// many were left of the candidates that have not been -Inf before.
func mask(row []float32, limit float32) (left int) {
	for j, v := range row {
		switch {
		case v > limit:
			row[j] = negInf
		case v != negInf:
			left++
		}
	}
	return left
}

// keepHardest keeps the k largest elements of a row, and any that tie with the
// k-th; it writes -Inf over the others and returns how many it kept. What is not
// a negative is -Inf in row already; there are at least k that are.
func keepHardest(row []float32, k int) (kept int) {
	threshold := kernels.KthLargest(row, k)
	for j, v := range row {
		if v >= threshold {
			kept++
		} else {
			row[j] = negInf
		}
	}
	return kept
}
