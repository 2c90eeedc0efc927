package main

import (
	"cmp"
	"fmt"
	"slices"
)

// races are those that look for the first time after an eighth, a quarter or half of the
// epochs, and the one that drops nothing before the end. Held-out images are classified by
// each other, as a training does, or by training images.
func races(r *Results) (rules []rule) {
	for _, curve := range []struct {
		name string
		of   func(*Training) []float64
	}{{"held-out", byThemselves}, {"held-out by trained", byTrained}} {
		for _, first := range []int{8, 4, 2, 1} {
			name := fmt.Sprintf("race from E/%d", first)
			if first == 1 {
				name = "all to the end"
			}
			name += fmt.Sprintf(", %.1f trainings", cost(r.Runs[0], first))
			rules = append(rules, rule{name, curve.name, func(run *Run) (float64, bool) { return race(run, first, curve.of), true }})
		}
	}
	return rules
}

func byThemselves(t *Training) []float64 { return t.Curve }

// byTrained is the curve of images by training images, of others their only one.
func byTrained(t *Training) []float64 {
	if t.Voted != nil {
		return t.Voted
	}
	return t.Curve
}

// race advises the temperature that wins a race: all are trained for one part in first of
// their epochs, the worse half by a curve of held-out items is dropped, and the others go on
// for twice as long, and so on. Of an odd number the greater half goes on, of equal ones the
// lower temperature is the better. At the end the best of those that are left wins.
func race(r *Run, first int, curve func(*Training) []float64) float64 {
	left := slices.Clone(r.Trainings)
	for _, epochs := range looks(r, first) {
		slices.SortStableFunc(left, func(a, b *Training) int {
			return cmp.Or(cmp.Compare(b.after(epochs, curve), a.after(epochs, curve)), cmp.Compare(a.Tau, b.Tau))
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

// after is what a curve has after so many epochs, or last before that.
func (t *Training) after(epochs int, curve func(*Training) []float64) float64 {
	i, found := slices.BinarySearch(t.Epochs, epochs)
	if !found {
		i--
	}
	return curve(t)[i]
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
