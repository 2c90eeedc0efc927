package adapt

import (
	"context"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/parallel"
)

// A Candidate is one temperature of a [Trainer] with its trainings, one without each fold,
// which go on as far as one likes: what a race of temperatures is run with. All candidates of
// a Trainer share its data, and one may advance at a time.
type Candidate struct {
	Tau float64 // 0 of a loss without one

	search   *search
	attempts []attempt // of each fold
}

// Candidates returns one for each temperature, before the first pass. Trainings beside each
// other take no more memory than the heads. The trainer's Known and Tried are not called, and
// the total of its Progress is that of all candidates with all passes. It is an error if no
// queries can be left out, as all hang together by their documents.
func (t *Trainer) Candidates(d Data) ([]*Candidate, error) {
	task, err := newDocuments(t.Settings, t.Threads, d)
	if err != nil {
		return nil, err
	}
	return t.candidates(task)
}

// ClassCandidates is Candidates on rows of classes, as [Trainer.TrainClasses] takes them.
func (t *Trainer) ClassCandidates(c Classes) ([]*Candidate, error) {
	task, err := newClasses(t.Settings, c)
	if err != nil {
		return nil, err
	}
	return t.candidates(task)
}

func (t *Trainer) candidates(task task) (all []*Candidate, err error) {
	s := &search{Trainer: t, task: task, looks: looks(t.Passes)}
	if err := s.chooseLosses(); err != nil {
		return nil, err
	}
	if !task.canLeaveOut() {
		return nil, errors.New("no queries can be left out to choose by, as all hang together by their documents")
	}
	if err := s.measureBefore(); err != nil {
		return nil, err
	}
	folds := task.folds()
	threads := max(1, t.Threads/s.side(len(folds)))
	for i, tau := range s.taus {
		c := &Candidate{Tau: tau, search: s}
		for _, fold := range folds {
			c.attempts = append(c.attempts, attempt{search: s, loss: s.losses[i], fold: fold, threads: threads})
		}
		all = append(all, c)
	}
	return all, nil
}

// side is how many of n trainings are made side by side.
func (s *search) side(n int) int { return min(max(1, s.Threads), n) }

// Folds is the number of trainings.
func (c *Candidate) Folds() int { return len(c.attempts) }

// Advance makes passes until there are so many, no more than the trainer's Passes, in each
// training, and returns the best point so far: the number of passes after which the queries
// left out had gained most. When ctx ends it is soon its error. It panics beyond Passes.
func (c *Candidate) Advance(ctx context.Context, passes int) (Point, error) {
	s := c.search
	if passes > s.Passes {
		panic(fmt.Sprintf("adapt: Candidate.Advance: %d passes of %d", passes, s.Passes))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parallel.For(s.side(len(c.attempts)), len(c.attempts), func(i int) {
		a := &c.attempts[i]
		if err := a.advance(ctx, passes); err != nil {
			cancel(err)
		}
		if a.training != nil {
			a.training.rest()
		}
	})
	if err := context.Cause(ctx); err != nil {
		return Point{}, err
	}
	return c.best(), nil
}

// best is the point of the greatest gain so far, the first of those.
func (c *Candidate) best() (best Point) {
	s := c.search
	before := s.prefix(s.before, len(s.task.sizes())-1)
	for look := range c.attempts[0].scores {
		var folds [][]float64
		for _, a := range c.attempts {
			folds = append(folds, a.scores[look])
		}
		if gain, se := s.gain(before, folds); look == 0 || gain > best.Gain {
			best = Point{c.Tau, s.looks[look], gain, se}
		}
	}
	return best
}

// Known returns the scores of the training without a fold, so far: what a Trainer with this
// temperature alone need not try again, as its Known.
func (c *Candidate) Known(t Trial) [][]float64 { return c.attempts[t.Fold].scores }
