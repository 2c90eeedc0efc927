package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/run"
)

// What begins anew where nothing was learned leaves no trace of the run before, whose
// settings were others: should its newest checkpoint be damaged, that is not taken up.
func TestBegunAnewForgets(t *testing.T) {
	dir := t.TempDir()
	first := newTrainer(t, "mlp", Bank)
	first.Dir = dir
	first.Train(ended(t))
	newest, before := filepath.Join(dir, run.CheckpointFile), filepath.Join(dir, run.BeforeFile)
	copyFile(t, newest, before)
	second := newTrainer(t, "mlp", Queue)
	second.Dir, second.Loss = dir, loss.DCL{Tau: 0.3}
	second.Train(ended(t))
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	if loss.Name(r.Loss) != "dcl" || r.Negatives != Queue {
		t.Errorf("the run is of %s and %s", loss.Name(r.Loss), r.Negatives)
	}
	if _, err := os.Stat(before); err == nil {
		t.Error("a checkpoint of the run before is there still")
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A newest checkpoint that is damaged may have been learned, whatever the one before it
// says.
func TestDamagedIsNotBegunAnew(t *testing.T) {
	first := newTrainer(t, "mlp", Bank)
	first.Dir, first.Epochs = t.TempDir(), 1
	mustTrain(t, first)
	if err := os.Truncate(filepath.Join(first.Dir, run.CheckpointFile), 0); err != nil {
		t.Fatal(err)
	}
	if r, err := Open(first.Dir); err != nil || r.Epoch != 0 || r.Notice == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	again := newTrainer(t, "mlp", Bank)
	again.Dir = first.Dir
	wantError(t, "damaged", again.Train(t.Context()), "resume it or choose another folder")
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

// Times are known from metrics.csv alone: what is lost or damaged there is not known, and
// hinders nobody.
func TestDamagedMetrics(t *testing.T) {
	first := newTrainer(t, "mlp", Bank)
	first.Dir = t.TempDir()
	mustTrain(t, first)
	path := filepath.Join(first.Dir, run.MetricsFile)
	for text, want := range map[string]float64{
		"": 0, "\x00\xff": 0, "epoch\n": 0, "a,b\nc\n": 0, "1,1,1,2": 0, "7,1,1,2,3": 0, "-1,1,1,2,3": 0,
		"1,1,1,2,3": 2, "1,1,1,NaN,3": 0, "1,1,1,-2,3": 0, "1,1,1,Inf,3": 0, "1,1,1,1e999,3": 0, "1,1,1,two,3": 0,
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		again, err := Resume(first.Dir, first.Source)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := again.History()[0]; got.Seconds != want || got.Loss != first.History()[0].Loss {
			t.Errorf("%q: %+v, want %v seconds", text, got, want)
		}
		mustTrain(t, again)
		if lines, err := os.ReadFile(path); err != nil || strings.Count(string(lines), "\n") != 3 {
			t.Errorf("%q: metrics.csv is %q, %v", text, lines, err)
		}
	}
}
