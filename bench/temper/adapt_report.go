package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
)

const (
	// flips is the number of random sign flips of a paired randomisation test.
	flips = 10_000
	// flipSeed is the seed of them, whatever else is drawn: a p-value is no result of a run.
	flipSeed = 1
)

// beforeAfter is how a head changes the scores of some queries.
type beforeAfter struct {
	Queries string  `json:"queries"` // all, seen or unseen
	N       int     `json:"n"`
	Before  float64 `json:"before"`
	After   float64 `json:"after"`
	P       float64 `json:"p"` // of no change, by a paired randomisation test
}

// threeLines are the changes of all queries, of those with a document that was relevant in
// training, and of the others.
func threeLines(before, after []float64, seen []bool) []beforeAfter {
	kinds := []struct {
		name string
		of   func(i int) bool
	}{
		{"all", func(int) bool { return true }},
		{"seen", func(i int) bool { return seen[i] }},
		{"unseen", func(i int) bool { return !seen[i] }},
	}
	lines := make([]beforeAfter, len(kinds))
	for k, kind := range kinds {
		line := beforeAfter{Queries: kind.name, P: 1}
		var differences []float64
		for i := range before {
			if kind.of(i) {
				line.Before, line.After = line.Before+before[i], line.After+after[i]
				differences = append(differences, after[i]-before[i])
			}
		}
		if line.N = len(differences); line.N > 0 {
			line.Before, line.After = line.Before/float64(line.N), line.After/float64(line.N)
			line.P = retrieval.Randomised(differences, flips, flipSeed)
		}
		lines[k] = line
	}
	return lines
}

// printThreeLines prints what became of the queries, by the measure of that name.
func printThreeLines(cmd *cobra.Command, measure string, lines []beforeAfter) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s of queries\tn\tbefore\tafter\tp\t\n", measure)
	for _, l := range lines {
		if l.N == 0 {
			fmt.Fprintf(w, "%s\t0\t\t\t\t\n", l.Queries)
			continue
		}
		fmt.Fprintf(w, "%s\t%d\t%.4f\t%.4f\t%.4f\t\n", l.Queries, l.N, l.Before, l.After, l.P)
	}
	return w.Flush()
}

// adaptReport is what temper adapt prints, and results.json.
type adaptReport struct {
	Out      string         `json:"out"`
	Identity bool           `json:"identity"`
	Chosen   *adapt.Point   `json:"chosen,omitempty"` // the best point, taken or, of the identity, not
	Measure  string         `json:"measure"`
	Held     []beforeAfter  `json:"left_out"` // by trainings that have not seen the queries
	Prefixes []adapt.Prefix `json:"prefixes,omitempty"`
	Curve    []adapt.Point  `json:"curve"`
}

func adaptReportOf(out string, r *adaptRun, result *adapt.Result) adaptReport {
	report := adaptReport{
		Out: out, Identity: result.Identity(), Measure: "ndcg@10", Curve: result.Curve,
		Held: threeLines(result.Before, result.After, result.Seen),
	}
	if r.inputs.classes.Labels != nil {
		report.Measure = "precision@1"
	}
	if len(result.Prefixes) > 1 {
		report.Prefixes = result.Prefixes
	}
	if !result.Identity() {
		report.Chosen = &result.Curve[result.Chosen]
	} else if len(result.Curve) > 0 {
		report.Chosen = best(result.Curve)
	}
	return report
}

// best is the point of the greatest gain.
func best(curve []adapt.Point) *adapt.Point {
	best := &curve[0]
	for i := range curve {
		if curve[i].Gain > best.Gain {
			best = &curve[i]
		}
	}
	return best
}

func (r adaptReport) print(cmd *cobra.Command, json bool) error {
	if json {
		return printJSON(cmd, r)
	}
	if err := r.printCurve(cmd); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s\n\n", r.verdict())
	if err := printThreeLines(cmd, r.Measure, r.Held); err != nil {
		return err
	}
	if err := r.printPrefixes(cmd); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nseen: a document relevant to the query was relevant in training; the head is in %s\n", r.Out)
	return err
}

// verdict says what was found in a line.
func (r adaptReport) verdict() string {
	switch {
	case r.Chosen == nil:
		return "your vectors stay as they are: no queries could be left out to choose by, as all hang together by their documents; see --validate queries"
	case r.Identity:
		return fmt.Sprintf("your vectors are best as they are: the best of all that was tried, %s, gains %s", inWords(*r.Chosen), gain(*r.Chosen))
	}
	return fmt.Sprintf("chosen: %s, which gains %s in %s of queries left out", inWords(*r.Chosen), gain(*r.Chosen), r.Measure)
}

// printPrefixes prints what became of the first values of the embeddings.
func (r adaptReport) printPrefixes(cmd *cobra.Command) error {
	if r.Prefixes == nil {
		return nil
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\nfirst values\tbefore\tafter\t\n")
	for _, p := range r.Prefixes {
		fmt.Fprintf(w, "%d\t%.4f\t%.4f\t\n", p.Size, p.Before, p.After)
	}
	return w.Flush()
}

func inWords(p adapt.Point) string {
	if p.Tau == 0 {
		return fmt.Sprintf("%d passes", p.Passes)
	}
	return fmt.Sprintf("tau %v, %d passes", p.Tau, p.Passes)
}

func gain(p adapt.Point) string { return fmt.Sprintf("%+.4f ± %.4f", p.Gain, p.Error) }

// printCurve prints the gains, a line for each number of passes and a column for each
// temperature.
func (r adaptReport) printCurve(cmd *cobra.Command) error {
	if len(r.Curve) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', tabwriter.AlignRight)
	var taus []float64
	byPasses := map[int]string{}
	var passes []int
	for _, p := range r.Curve {
		if len(taus) == 0 || taus[len(taus)-1] != p.Tau {
			taus = append(taus, p.Tau)
		}
		if len(taus) == 1 {
			passes = append(passes, p.Passes)
		}
		byPasses[p.Passes] += gain(p) + "\t"
	}
	fmt.Fprint(w, "passes\t")
	for _, tau := range taus {
		title := "gain"
		if tau > 0 {
			title = fmt.Sprintf("tau %v", tau)
		}
		fmt.Fprint(w, title, "\t")
	}
	fmt.Fprintln(w)
	for _, n := range passes {
		fmt.Fprintf(w, "%d\t%s\n", n, byPasses[n])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout())
	return err
}
