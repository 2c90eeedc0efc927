package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/figures"
	"github.com/abc86604/temper/bench/study/page"
)

// besideReportOnly are the flags that --report-only takes beside itself. All others say how
// to train, which it does not.
var besideReportOnly = []string{"report-only", "out", "serve", "json", "threads"}

// report makes figures and page of the study in --out from its results alone, also while
// another process goes on with it.
func (f *studyFlags) report(cmd *cobra.Command, s *site) error {
	if err := needFlags(cmd, "study --report-only", "out"); err != nil {
		return err
	}
	var others []string
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if !slices.Contains(besideReportOnly, flag.Name) {
			others = append(others, flag.Name)
		}
	})
	if err := refuseFlags(cmd, "study --report-only", others...); err != nil {
		return err
	}
	r, err := study.Read(f.out)
	if err != nil {
		return err
	}
	if err := f.publish(cmd, f.out, r); err != nil {
		return err
	}
	s.show(func() (study.Results, *page.Live) { return *r, nil })
	s.wait(cmd)
	return nil
}

// draft is told of a cell that has ended and writes the page of all that have: it takes a
// tenth of a second, which the figures as files do not. What fails is told and does not end
// the study.
func draft(p *studyProgress, s *study.Study) func(name string, r study.Row) {
	return func(name string, r study.Row) {
		p.end(name, r)
		if err := page.Write(s.Dir, &s.Results); err != nil {
			p.line("the page: " + err.Error())
		}
	}
}

// publish writes figures and page of results into the study's folder, and prints the table.
func (f *studyFlags) publish(cmd *cobra.Command, dir string, r *study.Results) error {
	if err := figures.Write(dir, r); err != nil {
		return err
	}
	if err := page.Write(dir, r); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if f.json {
		object, err := r.JSON()
		if err != nil {
			return err
		}
		_, err = out.Write(object)
		return err
	}
	if err := r.WriteTable(out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nThe page: %s (results and figures are beside it)\n", filepath.Join(dir, page.File))
	return err
}
