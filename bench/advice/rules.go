package main

import (
	"fmt"

	"github.com/abc86604/temper/kernels/portable"
)

// A rule advises a temperature for a run, by what is known before its end.
type rule struct {
	name   string
	place  string // what it looks at
	advise func(*Run) (tau float64, ok bool)
}

// A family is rules on a snapshot that differ in a constant.
type family struct {
	name      string // with a verb for the constant, if there is one
	constants []float64
	labels    bool // it asks for the classes of the rows
	advise    func(s *Snapshot, fine []float64, c float64) float64
}

// families are those that are judged. H is the entropy of the penalties r over N negatives.
var families = []family{
	{"own class gets at most %v of its part", []float64{1.1, 1.25, 1.5, 2, 3, 4}, true, shareAtMost},
	{"%v of the deviation of similarities", []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.4}, false, ofDeviation},
	{"%v of the gap to the positives", []float64{0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7}, false, ofGap},
	{"H is %v log N", []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95}, false, entropyAt},
	{"H grows fastest", nil, false, fastest},
	{"own class: part/share is 1 - H/log N", nil, true, compromise},
	{"half of N effective, own class gets at most twice", nil, false, old},
}

// A place is a snapshot of a run.
type place struct {
	name string
	of   func(*Run) *Snapshot
}

// places are the snapshots that rules look at.
var places = []place{
	{"given", func(r *Run) *Snapshot { return r.Given }},
	{"untrained", func(r *Run) *Snapshot { return r.Untrained }},
	{"early at 0.1", func(r *Run) *Snapshot { return early(r, references[0]) }},
	{"early at 0.5", func(r *Run) *Snapshot { return early(r, references[1]) }},
}

func early(r *Run, tau float64) *Snapshot {
	if t := r.at(tau); t != nil {
		return t.Early
	}
	return nil
}

// rulesOf are the rules of a family on one place, one for each constant.
func (f family) rulesOf(p place, fine []float64) (rules []rule) {
	if f.constants == nil {
		return []rule{f.ruleOf(p, fine, f.name, 0)}
	}
	for _, c := range f.constants {
		rules = append(rules, f.ruleOf(p, fine, fmt.Sprintf(f.name, c), c))
	}
	return rules
}

func (f family) ruleOf(p place, fine []float64, name string, c float64) rule {
	return rule{name, p.name, func(r *Run) (float64, bool) {
		s := p.of(r)
		if s == nil || f.labels && s.Share == nil {
			return 0, false
		}
		return f.advise(s, fine, c), true
	}}
}

// shareAtMost is the lowest temperature at which the negatives of the anchor's own class get
// at most c times the part of the gradient that their number gives them.
func shareAtMost(s *Snapshot, fine []float64, c float64) float64 {
	return lowest(fine, func(i int) bool { return s.Share[i] <= c*s.SameClass })
}

// ofDeviation: of similarities that are normal with the deviation σ, the penalties leave
// N exp(-σ²/2τ²) effective negatives, so that τ/σ decides how many.
func ofDeviation(s *Snapshot, _ []float64, c float64) float64 { return c * s.Deviation }

// ofGap takes the distance of the positives from the negatives for the scale.
func ofGap(s *Snapshot, _ []float64, c float64) float64 { return c * (s.PositiveMean - s.Mean) }

// entropyAt is the temperature between all negatives alike, H = log N, and one alone, H = 0.
func entropyAt(s *Snapshot, fine []float64, c float64) float64 {
	return lowest(fine, func(i int) bool { return s.Entropy[i] >= c*portable.Log(float64(s.Negatives)) })
}

// fastest is where dH/dlog τ = Var_r(s)/τ² is greatest: below it the nearest negatives have
// the gradient already, above it all have it alike.
func fastest(s *Snapshot, fine []float64, _ float64) float64 {
	best := 1
	slope := func(i int) float64 { return s.Entropy[i+1] - s.Entropy[i-1] }
	for i := 1; i < len(fine)-1; i++ {
		if slope(i) > slope(best) {
			best = i
		}
	}
	return fine[best]
}

// compromise is where two measures cross, both from 0 to 1: how far the penalties are from
// even, 1 - H/log N, without which rows do not spread, falls with τ, and how far the own class
// is from getting more than its part, without which they do not stay together, rises to 1.
func compromise(s *Snapshot, fine []float64, _ float64) float64 {
	return lowest(fine, func(i int) bool {
		return s.SameClass/s.Share[i] >= 1-s.Entropy[i]/portable.Log(float64(s.Negatives))
	})
}

// old is what temper analyze once advised.
func old(s *Snapshot, fine []float64, _ float64) float64 {
	return lowest(fine, func(i int) bool {
		return s.Effective[i] >= 0.5*float64(s.Negatives) && (s.Share == nil || s.Share[i] <= 2*s.SameClass)
	})
}

// lowest is the lowest temperature that will do, the highest if none does.
func lowest(fine []float64, will func(i int) bool) float64 {
	for i, tau := range fine {
		if will(i) {
			return tau
		}
	}
	return fine[len(fine)-1]
}

// constants are what every rule must beat.
func constants() (rules []rule) {
	for _, tau := range []float64{0.07, 0.1, 0.2} {
		rules = append(rules, always(tau))
	}
	return rules
}

func always(tau float64) rule {
	return rule{fmt.Sprintf("always %v", tau), "nothing", func(*Run) (float64, bool) { return tau, true }}
}
