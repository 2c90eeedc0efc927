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
	folds() [][]int    // of the numbers of queries
	canLeaveOut() bool // a training without one of them has something left
	// begin begins a training without the queries of a fold, nil for none.
	begin(threads int, l loss.Loss, fold []int) (training, error)
	sizes() []int // of the prefixes, all values last
	// measure scores some queries by the first values of their embeddings.
	measure(threads int, a *Adapter, size int, which []int) ([]float64, error)
	// seen tells of some queries whether a training without them has seen what belongs
	// to them.
	seen(which []int) []bool
	plain() (*Adapter, error) // the embeddings as they are
}

// A training makes one pass after the other.
type training interface {
	run(ctx context.Context) (loss float64, err error)
	head() *Adapter
	rest() // gives back the memory that a pass alone needs
}

// search is a search under way.
type search struct {
	*Trainer
	task   task
	losses []loss.Loss
	taus   []float64 // of the losses, 0 of one without
	looks  []int     // numbers of passes

	// Scores of a fold are those of its queries by the first prefix, by the second, and so
	// on: before any training, and of each loss, fold and look.
	before [][]float64
	after  [][][][]float64
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
	if s.taus = s.Taus; len(s.taus) == 0 {
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
	if err := s.measureBefore(); err != nil {
		return err
	}
	folds := s.task.folds()
	s.after = make([][][][]float64, len(s.losses))
	for i := range s.after {
		s.after[i] = make([][][]float64, len(folds))
	}
	if !s.task.canLeaveOut() {
		return nil
	}
	n := len(s.losses) * len(folds)
	side := s.side(n)
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

// measureBefore scores the queries of each fold before any training.
func (s *search) measureBefore() error {
	plain, err := s.task.plain()
	if err != nil {
		return err
	}
	for _, fold := range s.task.folds() {
		scores, err := s.measure(s.Threads, plain, fold)
		if err != nil {
			return err
		}
		s.before = append(s.before, scores)
	}
	return nil
}

// try makes a trial, unless its scores are known.
func (s *search) try(ctx context.Context, trial Trial, fold []int, threads int) error {
	scores := s.known(trial, len(fold)*len(s.task.sizes()))
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
func (s *search) known(trial Trial, n int) [][]float64 {
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
		if len(row) != n {
			return nil
		}
	}
	s.done += s.Passes
	return scores
}

// train trains with one loss without one fold, and scores the fold's queries at each look.
func (s *search) train(ctx context.Context, trial Trial, fold []int, threads int) ([][]float64, error) {
	a := attempt{search: s, loss: s.losses[trial.Loss], fold: fold, threads: threads}
	err := a.advance(ctx, s.Passes)
	return a.scores, err
}

// measure scores the queries of a fold by all prefixes.
func (s *search) measure(threads int, a *Adapter, fold []int) (all []float64, err error) {
	for _, size := range s.task.sizes() {
		scores, err := s.task.measure(threads, a, size, fold)
		if err != nil {
			return nil, err
		}
		all = append(all, scores...)
	}
	return all, nil
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
	for _, fold := range s.task.folds() {
		r.Of, r.Seen = append(r.Of, fold...), append(r.Seen, s.task.seen(fold)...)
	}
	last := len(s.task.sizes()) - 1
	r.Before = s.prefix(s.before, last)
	r.After = r.Before
	if s.task.canLeaveOut() {
		r.Curve = s.curve(r.Before)
		r.Chosen = choose(r.Curve)
	}
	if r.Identity() {
		var err error
		r.Prefixes = s.prefixes(s.before)
		r.Adapter, err = s.task.plain()
		return r, err
	}
	number, look := r.Chosen/len(s.looks), r.Chosen%len(s.looks)
	after := s.at(number, look)
	r.After, r.Prefixes = s.prefix(after, last), s.prefixes(after)
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
			gain, se := s.gain(before, s.at(i, look))
			curve = append(curve, Point{tau, passes, gain, se})
		}
	}
	return curve
}

// gain is what the queries left out gained by all values, of the scores of each fold.
func (s *search) gain(before []float64, folds [][]float64) (mean, standardError float64) {
	differences := s.prefix(folds, len(s.task.sizes())-1)
	for q := range differences {
		differences[q] -= before[q]
	}
	return gainOf(differences)
}

// at is the scores of each fold at one look of one loss.
func (s *search) at(number, look int) (folds [][]float64) {
	for _, fold := range s.after[number] {
		folds = append(folds, fold[look])
	}
	return folds
}

// prefix is the scores of all queries by one prefix, of those of each fold.
func (s *search) prefix(folds [][]float64, number int) (all []float64) {
	for _, scores := range folds {
		n := len(scores) / len(s.task.sizes())
		all = append(all, scores[number*n:][:n]...)
	}
	return all
}

// prefixes are the means by each prefix, before and after.
func (s *search) prefixes(after [][]float64) (all []Prefix) {
	for i, size := range s.task.sizes() {
		all = append(all, Prefix{size, mean(s.prefix(s.before, i)), mean(s.prefix(after, i))})
	}
	return all
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v
	}
	return m / float64(len(x))
}
