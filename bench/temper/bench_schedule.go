package main

import (
	"fmt"
	"io"

	"github.com/abc86604/temper/bench/suite"
	"github.com/spf13/cobra"
)

// schedule predicts the speed on the given numbers of workers.
func (w workload) schedule(cmd *cobra.Command, c common, workers []int) error {
	if err := refuseFlags(cmd, "--schedule", "train", "threads"); err != nil {
		return err
	}
	for _, n := range workers {
		if n < 1 {
			return usagef("--schedule %d: want 1 worker or more", n)
		}
	}
	each := func(l suite.LoadRow, sections []suite.SectionRow) { printLoad(cmd.OutOrStdout(), l, sections) }
	if c.json {
		each = nil
	} else {
		fmt.Fprintln(cmd.OutOrStdout(), "a prediction without contention")
	}
	s, err := suite.RunSchedule(cmd.Context(), w.loads(c.seed), workers, w.recordBudget, each)
	if err != nil || !c.json {
		return err
	}
	return printJSON(cmd, s)
}

// printLoad prints what a load takes, and its larger sections.
func printLoad(w io.Writer, l suite.LoadRow, sections []suite.SectionRow) {
	const columns = "  %5s %6s %7v %6v  %s\n"
	fmt.Fprintf(w, "\n%s, %s, on %d workers: %.1f × as fast as on one; %.2f %% of it between sections\n",
		l.Name, l.Shape, l.Workers, l.Speedup, 100*l.Serial)
	fmt.Fprintf(w, columns, "share", "idle", "tasks", "times", "section, and what called it")
	for _, s := range larger(sections) {
		fmt.Fprintf(w, columns, fmt.Sprintf("%.1f %%", 100*s.Share), percent(&s.Idle), s.Tasks, s.times, s.Name)
	}
}

// sectionRows are sections that are alike.
type sectionRows struct {
	suite.SectionRow
	times int
}

// larger returns the sections that take more than 0.5 % of the time, those of one
// name and grid together: their shares are added, their idle shares weighed by them.
func larger(sections []suite.SectionRow) []sectionRows {
	type kind struct {
		name  string
		tasks int
	}
	at := map[kind]int{}
	var all []sectionRows
	for _, s := range sections {
		if s.Share < 0.005 {
			continue
		}
		k := kind{s.Name, s.Tasks}
		i, known := at[k]
		if !known {
			at[k] = len(all)
			all = append(all, sectionRows{s, 1})
			continue
		}
		sum := &all[i]
		sum.Idle = (sum.Idle*sum.Share + s.Idle*s.Share) / (sum.Share + s.Share)
		sum.Share += s.Share
		sum.times++
	}
	return all
}
