package study

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// Study is a study in its folder, begun by Create or taken up again by Open.
type Study struct {
	Results
	Dir     string
	Threads int  // 0 or 1: one; changes no result but the seconds
	Jobs    int  // cells that are trained side by side, sharing the threads; 0: as many as is fastest
	Keep    bool // keep every trained encoder, as train.LoadEncoder reads it, in runs/NAME of its cell

	// Called one at a time, from any goroutine of Run; nil says nothing.
	Step      func(name string, s train.Step)    // after an optimiser step of a cell
	Measuring func(name string, p eval.Progress) // while a cell is measured
	End       func(name string, r Row)           // after a cell

	all         []trial
	train, test data.Source
	origin      train.Origin // of train
	mutex       sync.Mutex   // of Results, the files and the calls
}

// Create begins a study in dir, which is made where it is missing. A folder
// that holds a study already is an error, so that no result is ever lost;
// so is ctx that ends while the data is read, which w watches.
func Create(ctx context.Context, dir string, s Settings, w job.Watch) (*Study, error) {
	study, err := newStudy(ctx, dir, Results{Settings: s, Rows: []Row{}}, w)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{csvFile, jsonFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return nil, fmt.Errorf("%s holds a study already: resume it or choose another folder", dir)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	return study, study.write(dir)
}

// Open takes up the study in dir. Cells that ended keep their rows; those that failed will be
// run from their start, and those that were cut short from where they were. It reads the
// data as Create does.
func Open(ctx context.Context, dir string, w job.Watch) (*Study, error) {
	results, err := Read(dir)
	if err != nil {
		return nil, err
	}
	return Resume(ctx, dir, *results, w)
}

// Resume is [Open] with the results that [Read] gave, whose Settings.Data may have changed:
// data moves. If there are not as many items as there were it is other data, an error.
func Resume(ctx context.Context, dir string, r Results, w job.Watch) (*Study, error) {
	s, err := newStudy(ctx, dir, r, w)
	if err != nil {
		return nil, err
	}
	if was, is := r.Items, s.Items; was.Train != 0 && (was.Train != is.Train || was.Test != is.Test || was.Classes != is.Classes) {
		return nil, fmt.Errorf("%s: %d items to train on and %d to test on in %d classes, the study in %s had %d and %d in %d",
			s.Settings.Data, is.Train, is.Test, is.Classes, dir, was.Train, was.Test, was.Classes)
	}
	return s, nil
}

func newStudy(ctx context.Context, dir string, r Results, w job.Watch) (*Study, error) {
	s := &Study{Results: r, Dir: dir}
	if err := s.Settings.Check(); err != nil {
		return nil, err
	}
	cells, err := s.Settings.Cells()
	if err != nil {
		return nil, err
	}
	s.all = s.Settings.trials(cells)
	return s, s.load(ctx, w)
}

// Count is the number of trainings and floors that the study consists of.
func (s *Study) Count() int { return len(s.all) }

// Left is the number of them that Run has still to end, or to take details from.
func (s *Study) Left() int {
	floors, cells := s.todo()
	return len(floors) + len(cells)
}
