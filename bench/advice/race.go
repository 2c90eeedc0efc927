package main

import (
	"cmp"
	"fmt"
	"slices"
)

// races are those that look for the first time after an eighth, a quarter or half of the
// epochs, and the one that drops nothing before the end.
func races(r *Results) (rules []rule) {
	for _, first := range []int{8, 4, 2, 1} {
		name := fmt.Sprintf("race from E/%d", first)
		if first == 1 {
			name = "all to the end"
		}
		name += fmt.Sprintf(", %.1f trainings", cost(r.Runs[0], first))
		rules = append(rules, rule{name, "held-out items", func(run *Run) (float64, bool) { return race(run, first), true }})
	}
	return rules
}

// race advises the temperature that wins a race: all are trained for one part in first of
// their epochs, the worse half by the held-out items is dropped, and the others go on for
// twice as long, and so on. Of an odd number the greater half goes on, of equal ones the
// lower temperature is the better. At the end the best of those that are left wins.
func race(r *Run, first int) float64 {
	left := slices.Clone(r.Trainings)
	for _, epochs := range looks(r, first) {
		slices.SortStableFunc(left, func(a, b *Training) int {
			return cmp.Or(cmp.Compare(b.after(epochs), a.after(epochs)), cmp.Compare(a.Tau, b.Tau))
		})
		left = left[:(len(left)+1)/2]
	}
	return left[0].Tau
}

// looks are the numbers of epochs after which a race looks, each rounded down to a whole one,
// up to the whole training.
func looks(r *Run, first int) (epochs []int) {
	t := r.Trainings[0]
	whole := t.Epochs[len(t.Epochs)-1]
	for part := first; part > 1; part /= 2 {
		if whole >= part {
			epochs = append(epochs, whole/part)
		}
	}
	return append(epochs, whole)
}

// after is what the held-out items measured after so many epochs, or last before that.
func (t *Training) after(epochs int) float64 {
	i, found := slices.BinarySearch(t.Epochs, epochs)
	if !found {
		i--
	}
	return t.Curve[i]
}

// cost is how many whole trainings a race among n temperatures takes.
func cost(r *Run, first int) float64 {
	left, before, epochs := len(r.Trainings), 0, 0
	all := looks(r, first)
	for _, n := range all {
		epochs += left * (n - before)
		left, before = (left+1)/2, n
	}
	return float64(epochs) / float64(all[len(all)-1])
}
