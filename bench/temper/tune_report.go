package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study/figures"
	"github.com/abc86604/temper/nn/tune"
)

// draw draws the race.
func (r *tuneRun) draw() error {
	m := r.measure()
	fig := figures.Race{Epochs: m.epochs, Score: m.name + " of " + m.of + m.axis, Scale: m.scale}
	for _, t := range r.state.Race.Tracks {
		fig.Lines = append(fig.Lines, figures.RaceLine{Tau: t.Tau, Seen: r.seen(t), Won: t.Tau == r.state.Advice.Tau})
	}
	return figures.WriteRace(r.dir, fig)
}

// print prints the race and what it advises.
func (r *tuneRun) print(cmd *cobra.Command) error {
	if err := r.printTable(cmd); err != nil {
		return err
	}
	out, m, race, a := cmd.OutOrStdout(), r.measure(), r.state.Race, r.state.Advice
	fmt.Fprintf(out, "\nadvice: tau %v, %s of %s\n", a.Tau, m.text(a.Score), m.of)
	for _, line := range []string{sureness(a, m), beyond(a)} {
		if line != "" {
			fmt.Fprintln(out, line)
		}
	}
	end := race.Rounds[len(race.Rounds)-1].Epochs
	fmt.Fprintf(out, "the race has trained %d %s, %.3g times one training\n", race.Trained(), m.epochs, float64(race.Trained())/float64(end))
	for _, line := range r.finished {
		fmt.Fprintln(out, line)
	}
	_, err := fmt.Fprintf(out, "%s, race.svg and race.png are in %s\n", tuneFile, r.dir)
	return err
}

// printTable prints the scores, a line for each temperature and a column for each look.
func (r *tuneRun) printTable(cmd *cobra.Command) error {
	m, race := r.measure(), r.state.Race
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s of %s at %s\n\n", m.name, m.of, m.epoch)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "tau\t")
	for _, round := range race.Rounds {
		fmt.Fprintf(w, "%d\t", round.Epochs)
	}
	fmt.Fprintln(w, "\t")
	for _, t := range race.Tracks {
		fmt.Fprintf(w, "%v\t", t.Tau)
		for _, round := range race.Rounds {
			if look, ok := t.At(round.Epochs); ok {
				fmt.Fprint(w, m.number(look.Score))
			}
			fmt.Fprint(w, "\t")
		}
		fmt.Fprintf(w, "%s\t\n", r.fate(t))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, t := range race.Tracks {
		if t.Out != "" {
			fmt.Fprintf(out, "tau %v is out: %s\n", t.Tau, t.Out)
		}
	}
	return nil
}

// fate says how the race ended for one temperature.
func (r *tuneRun) fate(t tune.Track) string {
	rounds := r.state.Race.Rounds
	end := rounds[len(rounds)-1].Epochs
	switch {
	case t.Out != "":
		return "out"
	case t.Tau == r.state.Advice.Tau:
		return "the best"
	case t.Looks[len(t.Looks)-1].Epochs == end:
		return "to the end"
	}
	return fmt.Sprintf("dropped at %d", t.Looks[len(t.Looks)-1].Epochs)
}

// sureness says how far ahead the best was, against what chance does.
func sureness(a *tune.Advice, m tuneMeasure) string {
	n := a.Next
	if n == nil {
		return ""
	}
	at, same := fmt.Sprintf("at %s %d it was ", m.epoch, n.Epochs), "the two cannot be told apart"
	if n.Difference <= 0 {
		return fmt.Sprintf("%sno better than %v: %s", at, n.Tau, same)
	}
	say := "surely better"
	switch {
	case n.Difference <= n.Spread:
		say = same
	case n.Difference <= 2*n.Spread:
		say = "likely better, not surely"
	}
	return fmt.Sprintf("%sahead of %v by %.*f%s, where the standard error is %.*f: %s",
		at, n.Tau, m.digits, m.scale*n.Difference, m.points, m.digits, m.scale*n.Spread, say)
}

// beyond says that a better temperature may lie outside those that raced.
func beyond(a *tune.Advice) string {
	switch a.Edge {
	case tune.Lowest:
		return "no lower temperature was raced: look below it too, with --tau"
	case tune.Highest:
		return "no higher temperature was raced: look beyond it too, with --tau"
	}
	return ""
}
