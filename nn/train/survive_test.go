package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/run"
)

// A process that dies between config.json and the first checkpoint of a run that has
// grown leaves one that can go on, to its new length.
func TestGrownRunSurvivesItsConfig(t *testing.T) {
	dir, trainer := finishedRun(t)
	checkpoint := filepath.Join(dir, run.CheckpointFile)
	short, err := os.ReadFile(checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	trainer.Epochs += 2
	mustTrain(t, trainer)
	if err := os.WriteFile(checkpoint, short, 0o666); err != nil {
		t.Fatal(err)
	}
	again, err := Resume(dir, trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	if again.Epochs != trainer.Epochs {
		t.Errorf("%d epochs, want %d", again.Epochs, trainer.Epochs)
	}
	mustTrain(t, again)
	if fingerprint(again) != fingerprint(trainer) {
		t.Error("other bits than those of the run that did not die")
	}
}

// What begins anew where nothing was learned leaves no trace of the run before, whose
// settings were others.
func TestBegunAnewForgets(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	first := newTrainer(t, "mlp", Bank)
	first.Dir = dir
	for range 2 { // so that there are two checkpoints
		if err := first.Train(ended); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	second := newTrainer(t, "mlp", Queue)
	second.Dir, second.Loss = dir, loss.DCL{Tau: 0.3}
	if err := second.Train(ended); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for _, name := range []string{run.CheckpointFile, run.BeforeFile} {
		r, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if loss.Name(r.Loss) != "dcl" || r.Negatives != Queue {
			t.Errorf("%s is of %s and %s", name, loss.Name(r.Loss), r.Negatives)
		}
		r.Close()
		os.Remove(filepath.Join(dir, name))
	}
}

// A newest checkpoint that is damaged may have been learned, whatever the one before it
// says, and whether there is one.
func TestDamagedIsNotBegunAnew(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, before := range []bool{true, false} {
		first := newTrainer(t, "mlp", Bank)
		first.Dir = t.TempDir()
		first.Train(ended)
		path := filepath.Join(first.Dir, run.CheckpointFile)
		if before {
			if err := os.Rename(path, filepath.Join(first.Dir, run.BeforeFile)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		again := newTrainer(t, "mlp", Bank)
		again.Dir = first.Dir
		wantError(t, "damaged", again.Train(t.Context()), first.Dir+" holds a run: ", "another folder")
	}
}

// countdown is a context that ends when it has been asked for its error so often.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	left   int
}

func newCountdown(t *testing.T, asked int) *countdown {
	c := &countdown{left: asked}
	c.Context, c.cancel = context.WithCancel(t.Context())
	t.Cleanup(c.cancel)
	return c
}

func (c *countdown) Err() error {
	if c.left--; c.left == 0 {
		c.cancel()
	}
	return c.Context.Err()
}

// Wherever in a step or between two of them the context ends, the run goes on from its
// checkpoint to the bits of one that was left alone.
func TestCancelledAnywhere(t *testing.T) {
	for _, negatives := range []Negatives{Bank, Queue, InBatch} {
		newTrainer := func() *Trainer {
			trainer := newTrainer(t, "mlp", negatives)
			trainer.Threads, trainer.Epochs, trainer.Warmup, trainer.EMA, trainer.Holdout = 1, 1, 0, 0.9, 10
			return trainer
		}
		whole := newTrainer()
		asked := newCountdown(t, 0)
		if err := whole.Train(asked); err != nil {
			t.Fatal(err)
		}
		all, want := -asked.left, fingerprint(whole)
		for part := range 5 {
			trainer := newTrainer()
			trainer.Dir = t.TempDir()
			look := 1 + part*(all-1)/4
			if err := trainer.Train(newCountdown(t, look)); !errors.Is(err, context.Canceled) {
				t.Fatalf("%s, look %d of %d: %v", negatives, look, all, err)
			}
			again, err := Resume(trainer.Dir, trainer.Source)
			if err != nil {
				t.Fatal(err)
			}
			if mustTrain(t, again); fingerprint(again) != want {
				t.Errorf("%s: other bits where the context ended at look %d of %d", negatives, look, all)
			}
		}
	}
}

// Weights that are no longer finite are not saved, also where the context ends in the
// step that spoilt them.
func TestCancelledWhileDiverging(t *testing.T) {
	newTrainer := func(dir string) *Trainer {
		trainer := newTrainer(t, "mlp", InBatch)
		trainer.Dir, trainer.Threads, trainer.Warmup, trainer.LR = dir, 1, 0, 1e38
		return trainer
	}
	asked := newCountdown(t, 0)
	var diverged *DivergedError
	if err := newTrainer("").Train(asked); !errors.As(err, &diverged) {
		t.Fatal(err)
	}
	for back := range 3 {
		trainer := newTrainer(t.TempDir())
		err := trainer.Train(newCountdown(t, -asked.left-back))
		e, openErr := LoadEncoder(trainer.Dir)
		if openErr != nil {
			t.Fatal(openErr)
		}
		if !finiteNow(e.State(), 1) {
			t.Errorf("%d looks before the end: the checkpoint is not finite (%v)", back, err)
		}
	}
}

// finiteNow tells whether all values are finite.
func finiteNow(params []*nn.Param, threads int) bool {
	f := newFiniteness(params)
	return f.all(threads)
}
