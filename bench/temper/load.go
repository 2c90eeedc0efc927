package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
)

// dataSettings are the settings of a job that say what is loaded, and decide nothing else.
var dataSettings = []string{"data", "labels", "limit", "skip_bad", "ground"}

// loads shows how data is loaded: a bar while images are decoded, and when the work begins
// that it is for, which may still be refused, a line for what has been loaded, and one for
// each thing that looks wrong.
type loads struct {
	cmd     *cobra.Command
	common  common
	bar     *progress // nil: no images are decoded
	reports []data.Report
}

func (l *loads) watch() job.Watch { return job.Watch{Progress: l.progress, Report: l.loaded} }

func (l *loads) progress(done, total int) {
	if done == 1 { // of a split; the test split's images come next
		l.clear()
		l.bar = newProgress(l.cmd, l.common)
		l.bar.expect(total)
	}
	l.bar.add(1, "reading images")
}

func (l *loads) loaded(r data.Report) {
	l.clear()
	l.reports = append(l.reports, r)
}

// clear takes the bar away.
func (l *loads) clear() {
	if l.bar != nil {
		l.bar.clear()
		l.bar = nil
	}
}

// print prints what has been loaded, once.
func (l *loads) print() {
	for _, r := range l.reports {
		fmt.Fprintln(l.cmd.ErrOrStderr(), r)
		for _, warning := range r.Warnings {
			fmt.Fprintln(l.cmd.ErrOrStderr(), "warning:", warning)
		}
	}
	l.reports = nil
}

// withCure adds to the error for bad items what leaves them out.
func withCure(err error) error {
	var bad *data.BadItems
	if errors.As(err, &bad) && len(bad.Items) < bad.Of {
		return fmt.Errorf("%w; --skip-bad leaves bad items out", err)
	}
	return err
}
