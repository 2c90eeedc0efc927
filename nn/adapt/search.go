package adapt

import (
	"context"
	"errors"
	"sync"

	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss"
)

// A task is what heads are trained on and judged by.
type task interface {
	folds() [][]int // of the numbers of queries
	// begin begins a training without the queries of a fold, nil for none.
	begin(threads int, l loss.Loss, fold []int) (training, error)
	// measure scores some queries.
	measure(threads int, a *Adapter, which []int) ([]float64, error)
	// seen tells of some queries whether a training without them has seen what belongs
	// to them.
	seen(which []int) []bool
	plain() (*Adapter, error) // the embeddings as they are
}

// A training makes one pass after the other.
type training interface {
	run(ctx context.Context) (loss float64, err error)
	head() *Adapter
}

// search is a search under way.
type search struct {
	*Trainer
	task   task
	losses []loss.Loss
	taus   []float64 // of the losses, 0 of one without
	looks  []int     // numbers of passes

	before [][]float64     // of the queries of each fold
	after  [][][][]float64 // likewise, of each loss, fold and look
	mutex  sync.Mutex
	done   int
}

// chooseLosses sets the losses to try, one for each temperature.
func (s *search) chooseLosses() error {
	if s.Loss == nil {
		return errors.New("no loss")
	}
	if member := loss.MemberOf(s.Loss); member == nil || member.Field("tau") == nil {
		s.losses, s.taus = []loss.Loss{s.Loss}, []float64{0}
		return nil
	}
	if s.taus = s.Taus; s.taus == nil {
		s.taus = DefaultTaus()
	}
	for _, tau := range s.taus {
		l, err := loss.Set(s.Loss, "tau", tau)
		if err != nil {
			return err
		}
		s.losses = append(s.losses, l)
	}
	return nil
}

// validate trains with every loss without each fold in turn, and scores the queries of the
// fold. The trainings are shared among threads.
func (s *search) validate(ctx context.Context) error {
	plain, err := s.task.plain()
	if err != nil {
		return err
	}
	folds := s.task.folds()
	for _, fold := range folds {
		scores, err := s.task.measure(s.Threads, plain, fold)
		if err != nil {
			return err
		}
		s.before = append(s.before, scores)
	}
	s.after = make([][][][]float64, len(s.losses))
	for i := range s.after {
		s.after[i] = make([][][]float64, len(folds))
	}
	if len(folds) < 2 { // nothing would be left to train on
		return nil
	}
	n := len(s.losses) * len(folds)
	side := min(max(1, s.Threads), n)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parallel.For(side, n, func(i int) {
		trial := Trial{i / len(folds), i % len(folds)}
		if err := s.try(ctx, trial, folds[trial.Fold], max(1, s.Threads/side)); err != nil {
			cancel(err)
		}
	})
	return context.Cause(ctx)
}

// try makes a trial, unless its scores are known.
func (s *search) try(ctx context.Context, trial Trial, fold []int, threads int) error {
	scores := s.known(trial, len(fold))
	if scores == nil {
		var err error
		if scores, err = s.train(ctx, trial, fold, threads); err != nil {
			return err
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.after[trial.Loss][trial.Fold] = scores
	if s.Tried == nil {
		return nil
	}
	return s.Tried(trial, scores)
}

// known returns the scores that are known of a trial, if they are of its form.
func (s *search) known(trial Trial, queries int) [][]float64 {
	if s.Known == nil {
		return nil
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	scores := s.Known(trial)
	if len(scores) != len(s.looks) {
		return nil
	}
	for _, row := range scores {
		if len(row) != queries {
			return nil
		}
	}
	s.done += s.Passes
	return scores
}

// train trains with one loss without one fold, and scores the fold's queries at each look.
func (s *search) train(ctx context.Context, trial Trial, fold []int, threads int) ([][]float64, error) {
	t, err := s.task.begin(threads, s.losses[trial.Loss], fold)
	if err != nil {
		return nil, err
	}
	scores := make([][]float64, len(s.looks))
	passes := 0
	for look, until := range s.looks {
		for ; passes < until; passes++ {
			if _, err := t.run(ctx); err != nil {
				return nil, err
			}
			s.progress()
		}
		if scores[look], err = s.task.measure(threads, t.head(), fold); err != nil {
			return nil, err
		}
	}
	return scores, nil
}

func (s *search) progress() {
	if s.Progress == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.done++
	s.Progress(s.done, len(s.losses)*len(s.before)*s.Passes)
}

// conclude chooses a point and trains on all judgements as it says.
func (s *search) conclude(ctx context.Context) (*Result, error) {
	r := &Result{Chosen: -1}
	for i, fold := range s.task.folds() {
		r.Of, r.Before = append(r.Of, fold...), append(r.Before, s.before[i]...)
		r.Seen = append(r.Seen, s.task.seen(fold)...)
	}
	r.After = r.Before
	if len(s.before) > 1 {
		r.Curve = s.curve(r.Before)
		r.Chosen = choose(r.Curve)
	}
	if r.Identity() {
		var err error
		r.Adapter, err = s.task.plain()
		return r, err
	}
	number, look := r.Chosen/len(s.looks), r.Chosen%len(s.looks)
	r.After = s.scores(number, look)
	t, err := s.task.begin(s.Threads, s.losses[number], nil)
	if err != nil {
		return nil, err
	}
	for range s.looks[look] {
		if _, err := t.run(ctx); err != nil {
			return nil, err
		}
	}
	r.Adapter = t.head()
	return r, nil
}

// curve is what the queries left out gained, of each loss and look.
func (s *search) curve(before []float64) (curve []Point) {
	for i, tau := range s.taus {
		for look, passes := range s.looks {
			differences := s.scores(i, look)
			for q := range differences {
				differences[q] -= before[q]
			}
			gain, se := gainOf(differences)
			curve = append(curve, Point{tau, passes, gain, se})
		}
	}
	return curve
}

// scores are those of all queries at one look of one loss, in order of the folds.
func (s *search) scores(number, look int) (all []float64) {
	for _, fold := range s.after[number] {
		all = append(all, fold[look]...)
	}
	return all
}
