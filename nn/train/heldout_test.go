package train

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/run"
)

// newHeldout returns a trainer of five epochs that holds the last 7 of 33 items out and
// measures after the second, the fourth and the fifth.
func newHeldout(t *testing.T, negatives Negatives) *Trainer {
	trainer := newSmallResNet(t, negatives)
	trainer.Source = classed(mosaic(33, 8, 1), 3)
	trainer.Epochs, trainer.Holdout, trainer.EvalEvery = 5, 7, 2
	return trainer
}

// measured measures items by hand.
func measured(t *testing.T, trainer *Trainer) *eval.Measures {
	t.Helper()
	items := data.Part(trainer.Source, 26, 33)
	z, err := trainer.Best().Embed(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	m, err := eval.Measure(t.Context(), 2, eval.Labelled{Rows: z.Embedding, Labels: data.Labels(items)})
	if err != nil {
		t.Fatal(err)
	}
	return &m
}

// What is measured is what anybody measures of the encoder to embed with, in the epochs in
// which it is time.
func TestHeldout(t *testing.T) {
	for _, c := range []struct {
		negatives Negatives
		ema       float64
		labels    bool
	}{{Bank, 0, true}, {Queue, 0.5, true}, {InBatch, 0, false}, {Bank, 0.5, false}} {
		trainer := newHeldout(t, c.negatives)
		trainer.EMA, trainer.Dir = c.ema, t.TempDir()
		if !c.labels {
			setOf(trainer).Labels = nil
		}
		var epochs []EpochStats
		observer(trainer).OnEpoch = func(s EpochStats) {
			epochs = append(epochs, s)
			if s.Epoch != 2 && s.Epoch < 4 {
				if s.Heldout != nil {
					t.Errorf("%+v, epoch %d: measured", c, s.Epoch)
				}
				return
			}
			if want := measured(t, trainer); !reflect.DeepEqual(s.Heldout, want) {
				t.Errorf("%+v, epoch %d: %+v, want %+v", c, s.Epoch, s.Heldout, want)
			} else if labelled := want.KNNScore != nil && want.Tolerance != nil; labelled != c.labels || want.Rows != 7 || want.Uniformity >= 0 {
				t.Errorf("%+v: %+v", c, want)
			}
		}
		mustTrain(t, trainer)
		if len(epochs) != 5 || !reflect.DeepEqual(trainer.History(), epochs) {
			t.Errorf("%+v: history %+v, observers saw %+v", c, trainer.History(), epochs)
		}
		checkHeldoutColumns(t, trainer)
		resumed, err := Open(trainer.Dir)
		if err != nil {
			t.Fatal(err)
		}
		defer resumed.Close()
		for i := range resumed.History { // but for times
			if !reflect.DeepEqual(resumed.History[i].Heldout, epochs[i].Heldout) {
				t.Errorf("%+v, epoch %d: the checkpoint has %+v, want %+v", c, i+1, resumed.History[i].Heldout, epochs[i].Heldout)
			}
		}
	}
}

// checkHeldoutColumns compares metrics.csv with the history.
func checkHeldoutColumns(t *testing.T, trainer *Trainer) {
	t.Helper()
	file, err := os.Open(filepath.Join(trainer.Dir, run.MetricsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil || len(lines) != 6 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, s := range trainer.History() {
		want := []string{"", "", ""}
		if m := s.Heldout; m != nil {
			want[1] = fmt.Sprint(m.Uniformity)
			if m.KNNScore != nil {
				want[0], want[2] = fmt.Sprint(m.Top1), fmt.Sprint(*m.Tolerance)
			}
		}
		if got := lines[i+1][9:]; !slices.Equal(got, want) {
			t.Errorf("epoch %d: columns %q, want %q", i+1, got, want)
		}
	}
}

// Held-out items are never trained on, and measuring them changes nothing of the training.
func TestHeldoutIsNotTrainedOn(t *testing.T) {
	for _, negatives := range []Negatives{Bank, Queue, InBatch} {
		trainer := newHeldout(t, negatives)
		w := &witness{Source: trainer.Source}
		trainer.Source = w
		mustTrain(t, trainer)
		var asked []int
		for _, items := range w.asked {
			asked = append(asked, items...)
		}
		slices.Sort(asked)
		if asked = slices.Compact(asked); len(asked) != 26 || asked[25] != 25 {
			t.Errorf("%s: views are made of the items %v", negatives, asked)
		}
		slices.Sort(w.items)
		if items := slices.Compact(w.items); len(items) != 7 || items[0] != 26 {
			t.Errorf("%s: the items %v are embedded", negatives, items)
		}
		if len(w.items) != 3*7 {
			t.Errorf("%s: %d items are embedded, want 7 in three epochs", negatives, len(w.items))
		}

		without := newHeldout(t, negatives)
		without.Source, without.Holdout = setOf(without).Limit(26), 0
		mustTrain(t, without)
		if fingerprint(without) != fingerprint(trainer) {
			t.Errorf("%s: holding out changes the training", negatives)
		}
	}
}

// A run resumes in an epoch, and where it was interrupted while it measured.
func TestResumeHeldout(t *testing.T) {
	whole := newHeldout(t, Bank)
	mustTrain(t, whole)
	for _, c := range []struct {
		steps int
		items int64
	}{{3, 0}, {8, 0}, {9, 0}, {19, 0}, {0, 1}, {0, 3}, {0, 9}, {0, 18}, {0, 21}} {
		first := newHeldout(t, Bank)
		first.Dir = filepath.Join(t.TempDir(), "run")
		ctx := cancelAt(first, c.steps)
		if c.steps == 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(t.Context())
			e := &ending{Source: first.Source, end: cancel}
			e.items.Store(c.items)
			first.Source = e
		}
		if err := first.Train(ctx); !errors.Is(err, context.Canceled) {
			t.Fatalf("%+v: %v", c, err)
		}
		second, err := Resume(first.Dir, classed(mosaic(33, 8, 1), 3))
		if err != nil {
			t.Fatal(err)
		}
		mustTrain(t, second)
		if fingerprint(second) != fingerprint(whole) {
			t.Errorf("%+v: other bits", c)
		}
		for i, s := range second.History() {
			if !reflect.DeepEqual(s.Heldout, whole.History()[i].Heldout) {
				t.Errorf("%+v, epoch %d: %+v, want %+v", c, i+1, s.Heldout, whole.History()[i].Heldout)
			}
		}
	}
}

// ending is a source that ends a context with the so many-th item that is measured.
type ending struct {
	data.Source
	items atomic.Int64
	end   func()
}

func (e *ending) Item(dst []float32, i int) {
	if e.items.Add(-1) == 0 {
		e.end()
	}
	e.Source.Item(dst, i)
}

// Labels of what is measured decide what a run says: with others it does not go on.
func TestHeldoutLabels(t *testing.T) {
	trainer := newHeldout(t, InBatch)
	trainer.Dir, trainer.Epochs = t.TempDir(), 1
	mustTrain(t, trainer)
	_, err := Resume(trainer.Dir, classed(mosaic(33, 8, 1), 4))
	wantError(t, "other labels", err, trainer.Dir, "data.labels is")
	if _, err := Resume(trainer.Dir, classed(mosaic(33, 8, 1), 3)); err != nil {
		t.Error(err)
	}
}

// black is a source in which one item is zeros, which an encoder without biases embeds
// nowhere.
type black struct {
	data.Source
	item int
}

func (b black) Item(dst []float32, i int) {
	if b.Source.Item(dst, i); i == b.item {
		clear(dst)
	}
}

// An item that cannot be measured is named, and the run before it stays.
func TestHeldoutWithoutDirection(t *testing.T) {
	trainer := newSmall(t, InBatch)
	trainer.Source, trainer.LR = black{mosaic(33, 8, 1), 29}, 1e-30 // biases stay 0
	trainer.Epochs, trainer.Holdout, trainer.EvalEvery, trainer.Dir = 3, 7, 2, t.TempDir()
	err := trainer.Train(t.Context())
	wantError(t, "a black item", err, "epoch 2, measuring the held-out items: ", "item 3", "the last good checkpoint is that of epoch 1")
	if strings.Count(err.Error(), "epoch 2") != 1 {
		t.Error(err)
	}
}
