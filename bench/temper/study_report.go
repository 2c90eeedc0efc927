package main

import (
	"fmt"
	"time"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// report shows the study's steps and cells.
func report(p *progress, s *study.Study) {
	s.Step = func(step train.Step) {
		p.expect(s.Untrained() * s.Settings.Epochs * step.Batches * step.Items)
		p.add(step.Items, fmt.Sprintf("%d of %d cells", len(s.Rows), s.Count()))
	}
	s.Measuring = func(c study.Cell, e eval.Progress) {
		e.Work = c.Name() + ": " + e.Work
		p.measure(e)
	}
	s.End = func(r study.Row, left time.Duration) {
		line := fmt.Sprintf("%d of %d cells: %s: ", len(s.Rows), s.Count(), r.Name())
		if m := r.Measures; m != nil {
			line += fmt.Sprintf("kNN %.2f %%, −uniformity %.3f, tolerance %.3f, %.1f s", 100*m.KNN, 0-m.Uniformity, m.Tolerance, r.Seconds)
		} else {
			line += "failed: " + r.Error
		}
		if left > 0 {
			line += fmt.Sprintf("; about %v left", left.Round(time.Second))
		}
		p.line("%s", line)
		if r.Train != "" {
			p.line("  the same weights: %s --out RUN", r.Train)
		}
	}
}
