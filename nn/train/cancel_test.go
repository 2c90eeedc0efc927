package train

import (
	"context"
	"errors"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// endsAfter is a context that ends when it has been asked so many times.
type endsAfter struct {
	context.Context
	left atomic.Int64
}

func newEndsAfter(t *testing.T, questions int64) *endsAfter {
	c := &endsAfter{Context: t.Context()}
	c.left.Store(questions)
	return c
}

func (c *endsAfter) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// A viewer is a source that ends a context with the so many-th view, and knows how many
// views there have been since the last step was made.
type viewer struct {
	data.Source
	left, since atomic.Int64
	end         func()
}

func (v *viewer) View(dst []float32, i int, a data.Augment, key data.Key) {
	v.since.Add(1)
	if v.left.Add(-1) == 0 {
		v.end()
	}
	v.Source.View(dst, i, a, key)
}

// cancelled are runs of every kind of memory that a step changes before it is sure to be
// made, or that the optimiser or the end of an epoch changes.
func cancelled() map[string]func(*testing.T) *Trainer {
	change := func(of func(testing.TB, Negatives) *Trainer, negatives Negatives, change func(*Trainer)) func(*testing.T) *Trainer {
		return func(t *testing.T) *Trainer {
			trainer := of(t, negatives)
			trainer.Source = classed(setOf(trainer), 3)
			trainer.Epochs, trainer.OwnKeys = 3, false
			change(trainer)
			return trainer
		}
	}
	return map[string]func(*testing.T) *Trainer{
		"bank": change(newSmall, Bank, func(*Trainer) {}),
		"bank, adamw, average": change(newSmallResNet, Bank, func(t *Trainer) {
			t.Optimiser, t.LR, t.EMA = "adamw", 0.01, 0.7
		}),
		"bank, held out": change(newSmallResNet, Bank, func(t *Trainer) { t.Holdout, t.EMA = 7, 0.2 }),
		"queue, wraps": change(newSmallResNet, Queue, func(t *Trainer) {
			t.Loss, t.QueueLength = loss.SupCon{Tau: 0.2}, 11
		}),
		"queue, a batch": change(newSmall, Queue, func(t *Trainer) { t.QueueLength, t.Optimiser = 6, "nesterov" }),
		"queue, long, hardest": change(newSmall, Queue, func(t *Trainer) {
			t.Loss, t.QueueLength = loss.Over(loss.DCL{Tau: 0.1}, loss.Selection{K: 3}), 41
		}),
		"queue, own keys, average": change(newSmallResNet, Queue, func(t *Trainer) { t.OwnKeys, t.EMA = true, 0.9 }),
		"in batch":                 change(newSmallResNet, InBatch, func(*Trainer) {}),
		"in batch, learnable, adamw": change(newSmall, InBatch, func(t *Trainer) {
			t.Loss, t.TauSchedule, t.Optimiser = loss.SigLIP{Tau: 0.1, Bias: -3}, LearnableTau, "adamw"
		}),
		"in batch, by class": change(newSmall, InBatch, func(t *Trainer) {
			t.Source, t.PerClass = labelled(8, uneven(14, 2, 7)...), 2
		}),
	}
}

// TestCancelInSteps ends the context at random points, nearly all of them in the middle of
// a step, and goes on: on the same Trainer or from its folder. A step that was given up has
// not begun, and the end has the bits of a run that was never disturbed.
func TestCancelInSteps(t *testing.T) {
	random, inside, ends := portable.NewRand(17), 0, 0
	runs := cancelled()
	for _, name := range slices.Sorted(maps.Keys(runs)) {
		whole := runs[name](t)
		states := map[int]string{0: standing(mustBegin(t, runs[name](t)))}
		observer(whole).OnStep = func(Step) { states[stepsOf(whole.run)] = standing(whole.run) }
		all := newEndsAfter(t, math.MaxInt64)
		if err := whole.Train(all); err != nil {
			t.Fatal(err)
		}
		perStep := int(math.MaxInt64-all.left.Load())/(3*whole.run.set.batches()) + 1
		if perStep < 10 {
			t.Errorf("%s: the context is asked %d times a step", name, perStep)
		}
		for _, folder := range []bool{false, true} {
			c := canceller{t: t, random: random, perStep: perStep, states: states, trainer: runs[name](t), folder: folder}
			c.toTheEnd()
			inside, ends = inside+c.inside, ends+c.ends
			if fingerprint(c.trainer) != fingerprint(whole) || stateOf(c.trainer.Best()) != stateOf(whole.Best()) {
				t.Errorf("%s, by its folder: %v: other bits", name, folder)
			}
		}
	}
	t.Logf("the context has ended %d times, %d of them in a step", ends, inside)
	if inside < 60 {
		t.Errorf("the context has ended %d times, %d of them in a step", ends, inside)
	}
}

// stepsOf is the number of steps that a training has made.
func stepsOf(r *training) int { return r.at.Epoch*r.set.batches() + r.at.Batch }

// standing is a digest of all that a step changes.
func standing(r *training) string { return safetensors.Digest(r.tensors()) }

// A canceller trains with contexts that end.
type canceller struct {
	t       *testing.T
	random  *portable.Rand
	perStep int            // questions to a context
	states  map[int]string // of a run that is not disturbed, after so many steps
	trainer *Trainer
	folder  bool

	ends, inside int
}

// toTheEnd trains to the end, with some interruptions.
func (c *canceller) toTheEnd() {
	c.t.Helper()
	interruptions := 9
	if c.folder {
		c.trainer.Dir, interruptions = filepath.Join(c.t.TempDir(), "run"), 3
	}
	source := c.trainer.Source
	for range interruptions {
		c.trainer.Threads = 1 + c.random.IntN(3)
		if !c.interrupted(source) {
			break
		}
		if c.folder {
			var err error
			if c.trainer, err = Resume(c.trainer.Dir, source); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.trainer.Source, c.trainer.Observers = source, nil
	mustTrain(c.t, c.trainer)
}

// interrupted trains until a context ends, by a question to it or by a view. It tells
// whether the run did not end before.
func (c *canceller) interrupted(source data.Source) bool {
	v := &viewer{Source: source}
	c.trainer.Source = v
	observer(c.trainer).OnStep = func(Step) { v.since.Store(0) }
	ctx, end := context.WithCancel(c.t.Context())
	defer end()
	if v.end = end; c.random.IntN(2) == 0 {
		ctx = newEndsAfter(c.t, int64(c.random.IntN(2*c.perStep)))
	} else {
		v.left.Store(int64(1 + c.random.IntN(2*c.trainer.Batch)))
	}
	err := c.trainer.Train(ctx)
	if err == nil {
		return false
	}
	if !errors.Is(err, context.Canceled) {
		c.t.Fatal(err)
	}
	if r := c.trainer.run; standing(r) != c.states[stepsOf(r)] {
		c.t.Errorf("%+v: a step that was given up after step %d has left something behind", c.trainer.Settings, stepsOf(r))
	}
	c.ends++
	if v.since.Load() > 0 {
		c.inside++
	}
	return true
}
