package study

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// Study is a study in its folder, begun by Create or taken up again by Open.
type Study struct {
	Results
	Dir     string
	Threads int  // 0 or 1: one; changes no result but the seconds
	Keep    bool // keep every trained encoder, as train.LoadEncoder reads it, in runs/NAME of its cell

	// Called one at a time, from any goroutine of Run; nil says nothing.
	Step func(s train.Step)              // after an optimiser step of any cell
	End  func(r Row, left time.Duration) // after a cell; left is an estimate of the time the rest will take

	// While a cell is measured; called as Step is.
	Measuring func(c Cell, p eval.Progress)

	cells       []Cell
	train, test data.Source
	origin      train.Origin // of train
	mutex       sync.Mutex   // of Rows, the files and the calls
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

// Open takes up the study in dir. Cells that ended keep their rows; those that
// failed or were cut short will be run from their start. It reads the data as Create
// does.
func Open(ctx context.Context, dir string, w job.Watch) (*Study, error) {
	results, err := read(dir)
	if err != nil {
		return nil, err
	}
	return newStudy(ctx, dir, *results, w)
}

func newStudy(ctx context.Context, dir string, r Results, w job.Watch) (*Study, error) {
	s := &Study{Results: r, Dir: dir}
	err := s.Settings.Check()
	if err != nil {
		return nil, err
	}
	if s.cells, err = s.Settings.Cells(); err != nil {
		return nil, err
	}
	return s, s.load(ctx, w)
}

// Run measures the floors, trains and measures every cell that has no result
// yet, and writes the results after each. A cell that fails leaves its reason in
// its row (see Err) and does not end the others. Run itself fails when the
// results cannot be written, and with the cause when ctx ends: the cells under
// way then leave no row.
func (s *Study) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.Rows = slices.DeleteFunc(s.Rows, func(r Row) bool { return r.Error != "" })
	todo := slices.DeleteFunc(slices.Clone(s.cells), s.has)
	side := s.side(len(todo))
	rest := estimate{left: s.Untrained(), side: side}
	parallel.For(side, len(todo), func(i int) {
		row := s.run(ctx, todo[i], s.Threads/side)
		if ctx.Err() != nil {
			return
		}
		if err := s.conclude(row, &rest); err != nil {
			cancel(err)
		}
	})
	return context.Cause(ctx)
}

// shortStep is the number of operations up to which a step is too short to be shared among
// threads: cells are trained side by side then, and share the threads.
const shortStep = 1 << 30

// side is the number of cells to train side by side.
func (s *Study) side(todo int) int {
	e, err := s.Settings.NewEncoder(s.train.Shape())
	if err != nil || e.Operations().Step*float64(2*s.Settings.Batch) > shortStep {
		return 1
	}
	return max(1, min(s.Threads, todo))
}

// conclude puts the row of a cell into the results.
func (s *Study) conclude(row Row, rest *estimate) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.put(row, s.cells)
	if err := s.write(s.Dir); err != nil {
		return err
	}
	left := rest.after(row)
	if s.End != nil {
		s.End(row, left)
	}
	return nil
}

// measuring returns a context with which the measures of a cell tell how far they are.
func (s *Study) measuring(ctx context.Context, c Cell) context.Context {
	if s.Measuring == nil {
		return ctx
	}
	return eval.WithProgress(ctx, func(p eval.Progress) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.Measuring(c, p)
	})
}

// step passes a step on.
func (s *Study) step(step train.Step) {
	if s.Step != nil {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.Step(step)
	}
}

// Count is the number of cells of the table, floors included.
func (s *Study) Count() int { return len(s.cells) }

// Untrained is the number of cells that Run has still to train.
func (s *Study) Untrained() int {
	n := 0
	for _, c := range s.cells {
		if !c.Floor() && !s.has(c) {
			n++
		}
	}
	return n
}

// run trains and measures one cell on so many threads.
func (s *Study) run(ctx context.Context, c Cell, threads int) Row {
	row := Row{Cell: c, Seed: s.Settings.Seed, Train: s.Line(c)}
	begun := time.Now()
	measures, final, err := s.measure(ctx, c, threads)
	row.Seconds = time.Since(begun).Seconds()
	if err != nil {
		row.Error = err.Error()
		return row
	}
	row.Measures, row.LossFinal = measures, final
	return row
}

// Line is the command line that trains the weights of a cell, "" of a floor.
func (s *Study) Line(c Cell) string {
	l, err := s.Settings.objective(c)
	if err != nil {
		return ""
	}
	return job.Line(s.Settings.Settings, l)
}

// measure dispatches to what the cell is: pixels, an untrained encoder, or a
// trained one, whose final loss comes back as well.
func (s *Study) measure(ctx context.Context, c Cell, threads int) (*Measures, *float64, error) {
	if c.Loss == Pixels {
		m, err := s.measurePixels(s.measuring(ctx, c), threads)
		return m, nil, err
	}
	e, err := s.Settings.NewEncoder(s.train.Shape())
	if err != nil {
		return nil, nil, err
	}
	e.Threads = threads
	var final *float64
	if c.Loss != Random {
		if e, final, err = s.fit(ctx, e, c); err != nil {
			return nil, nil, err
		}
	}
	m, err := s.measureEncoder(s.measuring(ctx, c), e)
	return m, final, err
}

// fit trains e. It returns the encoder to measure and the mean loss of the last epoch.
func (s *Study) fit(ctx context.Context, e *nn.Encoder, c Cell) (*nn.Encoder, *float64, error) {
	objective, err := s.Settings.objective(c)
	if err != nil {
		return nil, nil, err
	}
	dir, err := s.runFolder(c)
	if err != nil {
		return nil, nil, err
	}
	t := train.Trainer{
		Settings: s.Settings.Settings.Settings, Encoder: e, Loss: objective, Source: s.train,
		Threads: e.Threads, Dir: dir, Origin: s.origin,
		Observers: []train.Observer{{OnStep: s.step}},
	}
	if err := t.Train(ctx); err != nil {
		return nil, nil, err
	}
	history := t.History()
	return t.Best(), &history[len(history)-1].Loss, nil
}

// runFolder is where the cell's run is kept, emptied of what an earlier attempt
// left behind, or "" without Keep.
func (s *Study) runFolder(c Cell) (string, error) {
	if !s.Keep {
		return "", nil
	}
	dir := filepath.Join(s.Dir, "runs", c.Name())
	return dir, os.RemoveAll(dir)
}
