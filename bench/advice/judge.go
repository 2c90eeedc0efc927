package main

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/portable"
)

// tolerated is how many points a rule may lose beside one deviation.
const tolerated = 2

// A column is one measure of one set of data.
type column struct{ data, measure string }

// columns are those of the results, in the order in which the data comes.
func (r *Results) columns() (all []column) {
	for _, run := range r.Runs {
		for _, t := range run.Trainings {
			for _, measure := range slices.Sorted(maps.Keys(t.Scores)) {
				if c := (column{run.Data, measure}); !slices.Contains(all, c) {
					all = append(all, c)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b column) int { return cmp.Compare(r.place(a.data), r.place(b.data)) })
	return all
}

func (r *Results) place(data string) int {
	return slices.IndexFunc(r.Runs, func(run *Run) bool { return run.Data == data })
}

// complete are the results of the runs that have been trained at every temperature of their
// data.
func (r *Results) complete() *Results {
	most := map[string]int{}
	for _, run := range r.Runs {
		most[run.Data] = max(most[run.Data], len(run.Trainings))
	}
	c := &Results{Fine: r.Fine}
	for _, run := range r.Runs {
		if n := len(run.Trainings); n > 0 && n == most[run.Data] {
			c.Runs = append(c.Runs, run)
		}
	}
	return c
}

// of are the runs of some data, by seeds.
func (r *Results) of(data string) (runs []*Run) {
	for _, run := range r.Runs {
		if run.Data == data {
			runs = append(runs, run)
		}
	}
	return runs
}

// best is the greatest score of the temperatures.
func (r *Run) best(measure string) float64 {
	best := 0.0
	for _, t := range r.Trainings {
		best = max(best, t.Scores[measure])
	}
	return best
}

// nearest is the training at the temperature that is nearest by its logarithm.
func (r *Run) nearest(tau float64) *Training {
	distance := func(t *Training) float64 { return math.Abs(portable.Log(t.Tau) - portable.Log(tau)) }
	return slices.MinFunc(r.Trainings, func(a, b *Training) int { return cmp.Compare(distance(a), distance(b)) })
}

// A regret is what a rule costs by one column, in points: its mean and its deviation over the
// seeds. Nothing is known where it gives no advice.
type regret struct {
	known           bool
	mean, deviation float64
}

// A judgement is what a rule advises and what that costs.
type judgement struct {
	rule
	advised map[string][]float64 // by data, those of the grid for each seed
	regrets []regret             // of the columns
}

func judge(r *Results, columns []column, one rule) judgement {
	j := judgement{rule: one, advised: map[string][]float64{}}
	for _, c := range columns {
		var points, taus []float64
		for _, run := range r.of(c.data) {
			if tau, ok := one.advise(run); ok {
				t := run.nearest(tau)
				taus = append(taus, t.Tau)
				points = append(points, 100*(run.best(c.measure)-t.Scores[c.measure]))
			}
		}
		j.advised[c.data] = taus
		j.regrets = append(j.regrets, regretOf(points))
	}
	return j
}

func regretOf(points []float64) regret {
	mean, deviation := meanAndDeviation(points)
	return regret{len(points) > 0, mean, deviation}
}

// meanAndDeviation are those of a sample; of one number the deviation is 0.
func meanAndDeviation(x []float64) (mean, deviation float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		deviation += float64((v-mean)*(v-mean)) / max(1, n-1)
	}
	return mean, math.Sqrt(deviation)
}

// worst is the greatest mean loss, -Inf of a rule that says nothing.
func (j judgement) worst() float64 {
	worst := math.Inf(-1)
	for _, l := range j.regrets {
		if l.known {
			worst = max(worst, l.mean)
		}
	}
	return worst
}

// stays tells whether the rule loses no more than is tolerated in any column. Where it says
// nothing it loses nothing.
func (j judgement) stays() bool {
	return !slices.ContainsFunc(j.regrets, func(l regret) bool { return l.mean > tolerated+l.deviation })
}

// A verdict is a judgement, and of a family that of its constant on each data when that was
// chosen by the other data.
type verdict struct {
	judgement
	blind judgement
}

// verdicts are those of all rules, of each family on each place the one whose constant makes
// its worst loss the least, of those that stay if any does. Those that advise nothing anywhere are left out.
func verdicts(r *Results, columns []column) (all []verdict) {
	for _, one := range slices.Concat(constants(), []rule{r.afterwards(columns)}) {
		all = append(all, fixed(r, columns, one))
	}
	for _, f := range families {
		for _, p := range places {
			rules := f.rulesOf(p, r.Fine)
			all = append(all, verdict{leastWorst(r, columns, rules), judge(r, columns, r.byOthers(columns, rules))})
		}
	}
	for _, one := range races(r) {
		all = append(all, fixed(r, columns, one))
	}
	return slices.DeleteFunc(all, func(v verdict) bool { return math.IsInf(v.worst(), -1) })
}

// fixed is the verdict on a rule that has no constant.
func fixed(r *Results, columns []column, one rule) verdict {
	j := judge(r, columns, one)
	return verdict{j, j}
}

// leastWorst is the judgement of the rule with the least worst loss, of one that stays if any
// does.
func leastWorst(r *Results, columns []column, rules []rule) judgement {
	var all []judgement
	for _, one := range rules {
		all = append(all, judge(r, columns, one))
	}
	if staying := slices.DeleteFunc(slices.Clone(all), func(j judgement) bool { return !j.stays() }); len(staying) > 0 {
		all = staying
	}
	return slices.MinFunc(all, func(a, b judgement) int { return cmp.Compare(a.worst(), b.worst()) })
}

// byOthers is, on each data, the one of the rules with the least worst loss on all other data.
func (r *Results) byOthers(columns []column, rules []rule) rule {
	chosen := map[string]rule{}
	for _, c := range columns {
		others := slices.DeleteFunc(slices.Clone(columns), func(other column) bool { return other.data == c.data })
		chosen[c.data] = leastWorst(r, others, rules).rule
	}
	return rule{advise: func(run *Run) (float64, bool) { return chosen[run.Data].advise(run) }}
}

// afterwards is what no rule can beat by much: for each data the one temperature that is known
// afterwards to have the least worst loss over its columns.
func (r *Results) afterwards(columns []column) rule {
	best := map[string]float64{}
	for _, c := range columns {
		own := slices.DeleteFunc(slices.Clone(columns), func(other column) bool { return other.data != c.data })
		var rules []rule
		for _, tau := range r.taus() {
			rules = append(rules, always(tau))
		}
		best[c.data] = leastWorst(r, own, rules).advised[c.data][0]
	}
	return rule{"known afterwards", "test items", func(run *Run) (float64, bool) { return best[run.Data], true }}
}
