package study

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// Run measures the floors, trains and measures every cell that has no result
// yet, and writes the results after each. A cell that fails leaves its reason in
// its row (see Err) and does not end the others. Run itself fails when the
// results cannot be written, and with the cause when ctx ends: the cells under
// way then leave no row, but the folders that they go on from.
func (s *Study) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.mutex.Lock()
	s.Rows = slices.DeleteFunc(s.Rows, func(r Row) bool { return r.Error != "" })
	s.mutex.Unlock()
	floors, cells := s.todo()
	for _, t := range floors { // one after the other, each on all threads
		s.attempt(ctx, cancel, t, s.Threads)
	}
	side := s.side(len(cells))
	parallel.For(side, len(cells), func(i int) { s.attempt(ctx, cancel, cells[i], max(1, s.Threads/side)) })
	return context.Cause(ctx)
}

// todo is what has to be measured, and trained before.
func (s *Study) todo() (floors, cells []trial) {
	for _, t := range s.all {
		switch row := s.row(t); {
		case row != nil && !s.lacksDetail(row):
		case t.Floor():
			floors = append(floors, t)
		default:
			cells = append(cells, t)
		}
	}
	return floors, cells
}

// lacksDetail tells whether a row is of a version that took no details, and the training is
// there to take them from.
func (s *Study) lacksDetail(row *Row) bool {
	if row.Floor() || row.Detail != nil || row.Seed != s.Settings.Seed {
		return false
	}
	_, err := os.Stat(s.runFolder(row.trial()))
	return err == nil
}

// side is the number of cells to train side by side.
func (s *Study) side(todo int) int {
	if s.Jobs > 0 {
		return max(1, min(s.Jobs, todo))
	}
	e, err := s.Settings.NewEncoder(s.train.Shape())
	if err != nil || !s.Settings.SideBySide(e) {
		return 1
	}
	return max(1, min(s.Threads, todo))
}

// attempt runs a trial and puts its row into the results. Where these cannot be written it
// ends the study.
func (s *Study) attempt(ctx context.Context, end context.CancelCauseFunc, t trial, threads int) {
	if ctx.Err() != nil {
		return
	}
	row := s.run(ctx, t, threads)
	if ctx.Err() != nil {
		return
	}
	if err := s.conclude(row); err != nil {
		end(err)
	}
}

// conclude puts the row of a trial into the results.
func (s *Study) conclude(row Row) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.put(row, s.all)
	if err := s.write(s.Dir); err != nil {
		return err
	}
	if s.End != nil {
		s.End(row.trial().name(s.Settings), row)
	}
	if s.Keep || row.Floor() {
		return nil
	}
	return os.RemoveAll(s.runFolder(row.trial()))
}

// run trains and measures one trial on so many threads.
func (s *Study) run(ctx context.Context, t trial, threads int) Row {
	row := Row{Cell: t.Cell, Seed: t.seed, Train: s.line(t)}
	begun := time.Now()
	err := s.measure(s.measuring(ctx, t), &row, threads)
	row.Seconds = s.secondsBefore(t) + time.Since(begun).Seconds()
	if err != nil {
		row.Measures, row.Detail, row.Error = nil, nil, err.Error()
	}
	return row
}

// secondsBefore is how long a trial took that had a row but lacked details.
func (s *Study) secondsBefore(t trial) float64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if before := s.row(t); before != nil {
		return before.Seconds
	}
	return 0
}

// line is the command line that trains the weights of a trial, "" of a floor.
func (s *Study) line(t trial) string {
	l, err := s.Settings.objective(t.Cell)
	if err != nil {
		return ""
	}
	return job.Line(t.settings(s.Settings).Settings, l)
}

// runFolder is where the training of a trial is kept.
func (s *Study) runFolder(t trial) string {
	return filepath.Join(s.Dir, "runs", t.name(s.Settings))
}

// measuring returns a context with which the measures of a cell tell how far they are.
func (s *Study) measuring(ctx context.Context, t trial) context.Context {
	if s.Measuring == nil {
		return ctx
	}
	return eval.WithProgress(ctx, func(p eval.Progress) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.Measuring(t.name(s.Settings), p)
	})
}

// step passes a step on.
func (s *Study) step(t trial, step train.Step) {
	if s.Step != nil {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.Step(t.name(s.Settings), step)
	}
}
