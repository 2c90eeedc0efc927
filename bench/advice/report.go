package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// report prints what each temperature gives, and what each rule costs, by the runs that are
// complete.
func report(w io.Writer, r *Results) error {
	if r = r.complete(); len(r.Runs) == 0 {
		return errors.New("no run is complete: there is nothing to report")
	}
	columns := r.columns()
	if err := reportGrid(w, r, columns); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return reportRules(w, columns, verdicts(r, columns))
}

// reportGrid prints the score at each temperature, a mean over the seeds with its deviation;
// the best of a column is marked.
func reportGrid(w io.Writer, r *Results, columns []column) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "tau")
	for _, c := range columns {
		fmt.Fprintf(t, "\t%s %s", c.data, c.measure)
	}
	fmt.Fprintln(t)
	fmt.Fprint(t, "seeds")
	for _, c := range columns {
		fmt.Fprintf(t, "\t%d", len(r.of(c.data)))
	}
	fmt.Fprintln(t)
	for _, tau := range r.taus() {
		fmt.Fprint(t, tau)
		for _, c := range columns {
			fmt.Fprintf(t, "\t%s", r.cell(c, tau))
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// taus are all temperatures that were trained at, rising.
func (r *Results) taus() (all []float64) {
	for _, run := range r.Runs {
		for _, t := range run.Trainings {
			all = append(all, t.Tau)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// cell is the score of a column at a temperature, "" where nobody trained at it.
func (r *Results) cell(c column, tau float64) string {
	scores := r.scores(c, tau)
	if scores == nil {
		return ""
	}
	mean, deviation := meanAndDeviation(scores)
	for _, other := range r.taus() {
		if m, _ := meanAndDeviation(r.scores(c, other)); m > mean {
			return fmt.Sprintf("%.1f ± %.1f", mean, deviation)
		}
	}
	return fmt.Sprintf("%.1f ± %.1f *", mean, deviation)
}

// scores are those of all seeds at a temperature, in percent.
func (r *Results) scores(c column, tau float64) (scores []float64) {
	for _, run := range r.of(c.data) {
		if t := run.at(tau); t != nil {
			scores = append(scores, 100*t.Scores[c.measure])
		}
	}
	return scores
}

// reportRules prints for each rule the temperatures that it advises, the points that they
// lose, the greatest mean of these and whether it stays, and both with constants that were
// chosen blindly.
func reportRules(w io.Writer, columns []column, all []verdict) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "rule\tlooks at")
	for i, c := range columns {
		if begins(columns, i) {
			fmt.Fprintf(t, "\t%s τ", c.data)
		}
		fmt.Fprintf(t, "\t%s", c.measure)
	}
	fmt.Fprintln(t, "\tworst\tstays\tblind\tstays")
	for _, v := range all {
		fmt.Fprintf(t, "%s\t%s", v.name, v.place)
		for i, c := range columns {
			if begins(columns, i) {
				fmt.Fprintf(t, "\t%s", span(v.advised[c.data]))
			}
			fmt.Fprintf(t, "\t%s", v.regrets[i])
		}
		fmt.Fprintf(t, "\t%.1f\t%s\t%.1f\t%s\n", v.worst(), yes(v.stays()), v.blind.worst(), yes(v.blind.stays()))
	}
	return t.Flush()
}

// begins tells whether a column is the first of its data.
func begins(columns []column, i int) bool { return i == 0 || columns[i].data != columns[i-1].data }

// span is the range of some temperatures.
func span(taus []float64) string {
	if taus == nil {
		return "-"
	}
	low, high := slices.Min(taus), slices.Max(taus)
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%v..%v", low, high)
}

func (l regret) String() string {
	if !l.known {
		return "-"
	}
	return fmt.Sprintf("%.1f ± %.1f", l.mean, l.deviation)
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
