package study

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Agreement is how far the study's cells are in the order of the paper's, in one measure.
type Agreement struct {
	Measure string  // in words
	Rho     float64 // Spearman's rank correlation, in [-1, 1]; NaN where all cells of one side are equal
	Cells   int     // that both have
}

// fewestRanks is the number of cells from which on an order says something.
const fewestRanks = 3

// AgainstPaper compares the cells with the paper's where these are of the same data set: by
// uniformity, by tolerance, and by the accuracy of the linear probe. It is nil where fewer
// than three cells have both.
func (r *Results) AgainstPaper() []Agreement {
	var ours, theirs [3][]float64
	for _, s := range r.Summaries() {
		p := r.Paper(s.Cell)
		if p == nil || s.Mean == nil {
			continue
		}
		for i, x := range []float64{0 - s.Mean.Uniformity, s.Mean.Tolerance, s.Mean.Linear} {
			ours[i] = append(ours[i], x)
		}
		for i, x := range []float64{p.Uniformity, p.Tolerance, p.Accuracy} {
			theirs[i] = append(theirs[i], x)
		}
	}
	if len(ours[0]) < fewestRanks {
		return nil
	}
	var all []Agreement
	for i, measure := range []string{"uniformity", "tolerance", "linear accuracy"} {
		all = append(all, Agreement{measure, spearman(ours[i], theirs[i]), len(ours[i])})
	}
	return all
}

// spearman is the correlation of the ranks of x with those of y.
func spearman(x, y []float64) float64 {
	return stat.Correlation(ranks(x), ranks(y), nil)
}

// ranks are the places of the values in ascending order, from 1 on; equal values share the
// mean of theirs. Halves are exact, and so are the sums that a correlation takes of them.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	places := make([]float64, len(values))
	for first := 0; first < len(order); {
		last := first
		for last+1 < len(order) && values[order[last+1]] == values[order[first]] {
			last++
		}
		for _, i := range order[first : last+1] {
			places[i] = float64(first+last)/2 + 1
		}
		first = last + 1
	}
	return places
}
