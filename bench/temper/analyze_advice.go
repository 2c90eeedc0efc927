package main

import (
	"fmt"
	"strings"

	"github.com/abc86604/temper/loss/analysis"
)

// The rule of the advice. A low temperature spends the gradient on the nearest
// negatives, which is what makes the loss aware of their hardness; too low a one
// knows no others, and where classes have formed the nearest are those of the
// anchor's own class (Wang & Liu 2021, the uniformity-tolerance dilemma). So the
// advice is the smallest temperature that is not too low by two bounds, both of
// which any embeddings keep as τ grows: then all negatives count alike. For
// similarities with the deviation σ the effective negatives are about
// N exp(-σ²/2τ²), so that half of them means τ = 0.85 σ.
const (
	leastEffective = 0.5 // of the negatives
	mostSameClass  = 2.0 // times the same-class negatives' share of all
)

// advice is a temperature, or that none of those analysed will do.
type advice struct {
	Tau  *float64 `json:"advised_tau"` // null: none
	Text string   `json:"advice"`      // one sentence, with the numbers it rests on
}

// advise applies the rule. sameClass is the share of the negatives that are of
// their anchor's class, nil without labels.
func advise(spreads []analysis.Spread, negatives int, sameClass *float64) advice {
	var best, largest *analysis.Spread
	for i := range spreads {
		a := &spreads[i]
		if enoughNegatives(a, negatives) && fairToClass(a, sameClass) && (best == nil || a.Tau < best.Tau) {
			best = a
		}
		if largest == nil || a.Tau > largest.Tau {
			largest = a
		}
	}
	if best == nil {
		return advice{Text: fmt.Sprintf("None of the %d temperatures given is large enough: at the largest, τ = %.4g, %s.",
			len(spreads), largest.Tau, faults(largest, negatives, sameClass))}
	}
	return advice{&best.Tau, fmt.Sprintf("Use τ = %.4g: of the %d given it is the smallest at which %s.",
		best.Tau, len(spreads), merits(best, negatives, sameClass))}
}

func enoughNegatives(a *analysis.Spread, negatives int) bool {
	return a.EffectiveNegatives >= leastEffective*float64(negatives)
}

func fairToClass(a *analysis.Spread, sameClass *float64) bool {
	return sameClass == nil || *a.SameClassShare <= mostSameClass**sameClass
}

// merits says by which numbers a temperature keeps the bounds.
func merits(a *analysis.Spread, negatives int, sameClass *float64) string {
	text := fmt.Sprintf("at least half of the %d negatives share the gradient (%s)", negatives, effective(a, negatives))
	if sameClass != nil {
		text += fmt.Sprintf(" and the anchor's own class, %s of them, takes at most twice its part of it (%s)",
			percentage(*sameClass), percentage(*a.SameClassShare))
	}
	return text
}

// faults says by which numbers a temperature breaks a bound.
func faults(a *analysis.Spread, negatives int, sameClass *float64) string {
	var all []string
	if !enoughNegatives(a, negatives) {
		all = append(all, fmt.Sprintf("less than half of the %d negatives share the gradient (%s)", negatives, effective(a, negatives)))
	}
	if !fairToClass(a, sameClass) {
		all = append(all, fmt.Sprintf("the anchor's own class, %s of the negatives, takes more than twice its part of the gradient (%s)",
			percentage(*sameClass), percentage(*a.SameClassShare)))
	}
	return strings.Join(all, " and ")
}

// effective says how many negatives share the gradient.
func effective(a *analysis.Spread, negatives int) string {
	return fmt.Sprintf("in effect %.1f, %s", a.EffectiveNegatives, percentage(a.EffectiveNegatives/float64(negatives)))
}

func percentage(share float64) string { return fmt.Sprintf("%.3g %%", 100*share) }

// sameClass is the share of all pairs of rows that are of one class, nil without
// labels.
func sameClass(labels []int) *float64 {
	if labels == nil {
		return nil
	}
	members, pairs := map[int]float64{}, 0.0
	for _, label := range labels {
		pairs += members[label]
		members[label]++
	}
	n := float64(len(labels))
	pairs /= n * (n - 1) / 2
	return &pairs
}
