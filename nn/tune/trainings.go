package tune

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

// Trainings are the entrants of a race in which an encoder is trained as base says, but at
// each of the temperatures, from the same weights, to as many of its Epochs as the race
// wants: the schedule of the learning rate is that of the whole training. The score is the
// kNN accuracy of the held-out items, its error that of a share of so many.
//
// Each has a run of its own in base.Dir, which must be given: [RunDir]. A run that is there
// goes on, to the bits of one that was never interrupted; it must have been begun with the
// same settings. The threads are those of the race. observe, unless nil, makes the observer
// of each; those of entrants that advance side by side are called at once.
//
// Without labels, Holdout, or a temperature in the loss, with one that moves, or with an
// EvalEvery that leaves epochs out, there is no race, which is an error, and so is what
// training would refuse. A training that diverges is out of the race ([train.DivergedError]).
func Trainings(base train.Trainer, taus []float64, observe func(tau float64) train.Observer) ([]Entrant, error) {
	if err := checkTrainings(&base); err != nil {
		return nil, err
	}
	entrants := make([]Entrant, len(taus))
	for i, tau := range taus {
		e := &training{base: base}
		var err error
		if e.base.Loss, err = loss.Set(base.Loss, "tau", tau); err != nil {
			return nil, err
		}
		if err := e.base.Check(); err != nil {
			return nil, err
		}
		e.base.Dir = RunDir(base.Dir, tau)
		if observe != nil {
			e.base.Observers = []train.Observer{observe(tau)}
		}
		entrants[i] = e
	}
	return entrants, nil
}

// RunDir is the folder of the run at a temperature in a race's folder: dir/tau0.1.
func RunDir(dir string, tau float64) string {
	return filepath.Join(dir, "tau"+strconv.FormatFloat(tau, 'g', -1, 64))
}

func checkTrainings(t *train.Trainer) error {
	if t.Encoder == nil || t.Loss == nil || t.Source == nil || t.Dir == "" {
		return errors.New("a race of trainings needs Encoder, Loss, Source and Dir")
	}
	labels := data.Labels(t.Source)
	switch {
	case loss.Get(t.Loss, "tau") == nil:
		return fmt.Errorf("loss %s has no temperature to race", loss.Name(t.Loss))
	case t.TauSchedule != train.ConstantTau:
		return fmt.Errorf("tau schedule %s: the temperatures of a race stay", t.TauSchedule)
	case labels == nil:
		return fmt.Errorf("a race needs labels, by which held-out items are judged, and %s has none", t.Source)
	case t.Holdout < 2 || t.Holdout > t.Source.Len():
		return fmt.Errorf("holdout %d of %d items: a race is judged by held-out items", t.Holdout, t.Source.Len())
	case t.EvalEvery != 1:
		return fmt.Errorf("eval every %d epochs: a race looks after any", t.EvalEvery)
	}
	return checkClasses(labels[len(labels)-t.Holdout:])
}

// checkClasses returns an error unless held-out items are of several classes.
func checkClasses(labels []int) error {
	for _, label := range labels {
		if label != labels[0] {
			return nil
		}
	}
	return fmt.Errorf("all %d held-out items, the last ones of the data, are of class %d: there is nothing to judge", len(labels), labels[0])
}

// training is an encoder that is trained at one temperature. Where it stands its folder
// knows.
type training struct{ base train.Trainer }

// errPaused ends a training at the end of the epoch that was asked for.
var errPaused = errors.New("paused")

// Advance opens the run, trains, and closes it. It panics beyond the settings' epochs.
func (e *training) Advance(ctx context.Context, threads, epochs int) (Score, error) {
	if epochs > e.base.Epochs {
		panic(fmt.Sprintf("tune: Advance: %d epochs of a training of %d", epochs, e.base.Epochs))
	}
	t, err := e.open()
	if err != nil {
		return Score{}, err
	}
	ctx, pause := context.WithCancelCause(ctx)
	defer pause(nil)
	t.Threads = threads
	t.Observers = append([]train.Observer{{OnEpoch: func(s train.EpochStats) {
		if s.Epoch >= epochs {
			pause(errPaused)
		}
	}}}, e.base.Observers...)
	if len(t.History()) >= epochs {
		pause(errPaused) // and see only that the run is what it should be
	}
	diverged := (*train.DivergedError)(nil)
	switch err := t.Train(ctx); {
	case errors.As(err, &diverged):
		return Score{}, &OutError{diverged}
	case err != nil && err != errPaused:
		return Score{}, err
	}
	return scoreOf(t.History()[epochs-1])
}

// open returns the run as it stands, or a new one.
func (e *training) open() (*train.Trainer, error) {
	if train.CheckVacant(e.base.Dir) == nil {
		t := e.base
		t.Encoder = t.Encoder.Clone()
		return &t, nil
	}
	t, err := train.Resume(e.base.Dir, e.base.Source)
	if err != nil {
		return nil, err
	}
	t.Settings, t.Loss, t.SaveEvery, t.Origin = e.base.Settings, e.base.Loss, e.base.SaveEvery, e.base.Origin
	return t, nil
}

// scoreOf is the accuracy of an epoch's held-out items and the standard error of such a
// share, √(p(1-p)/n).
func scoreOf(s train.EpochStats) (Score, error) {
	m := s.Heldout
	if m == nil || m.KNNScore == nil {
		return Score{}, fmt.Errorf("epoch %d: the run has not measured its held-out items", s.Epoch)
	}
	return Score{m.Top1, math.Sqrt(m.Top1 * (1 - m.Top1) / float64(m.Rows))}, nil
}
