package train

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

// newEmptyTrainer returns a trainer over the negatives of other classes, for images
// of so many classes in batches of two: a batch of one class has no negatives.
func newEmptyTrainer(t *testing.T, negatives Negatives, classes int) *Trainer {
	trainer := newTrainer(t, "mlp", negatives)
	trainer.Loss = loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{OtherClass: true})
	trainer.Source = classed(setOf(trainer), classes)
	trainer.Batch, trainer.QueueLength, trainer.TauSchedule = 2, 2, LearnableTau
	return trainer
}

// emptySteps are the steps of an epoch whose batches are of one class.
func emptySteps(trainer *Trainer, epoch int) []int {
	var empty []int
	order := portable.NewRand(trainer.Seed, streamOrder, uint64(epoch)).Perm(trainer.Source.Len())
	for step := range trainer.batches() {
		if labels := setOf(trainer).Labels; labels[order[2*step]] == labels[order[2*step+1]] {
			empty = append(empty, step)
		}
	}
	return empty
}

// learnedOf is a digest of all that the optimiser moves, and its momenta.
func learnedOf(r *training) string {
	moved := append(r.set.Encoder.Params(), r.temperature.params()...)
	return safetensors.Digest(slices.Concat(paramTensors(moved), r.optimiser.State()))
}

func TestEmptySteps(t *testing.T) {
	trainer := newEmptyTrainer(t, InBatch, 2)
	var got []int
	var sum float64
	before, tau := "", 0.0
	observer(trainer).OnStep = func(s Step) {
		now := learnedOf(trainer.run)
		if moved := now != before; moved == s.Empty {
			t.Errorf("step %+v: learned %v", s, moved)
		}
		before = now
		if s.Empty {
			got = append(got, s.Batch-1)
			if s.Loss != 0 || s.Tau != 0 {
				t.Errorf("step without a loss: %+v", s)
			}
			return
		}
		sum, tau = sum+s.Loss, s.Tau
	}
	observer(trainer).OnEpoch = func(s EpochStats) {
		want := emptySteps(trainer, s.Epoch-1)
		if !slices.Equal(got, want) || s.EmptySteps != len(want) || len(want) == 0 || len(want) == 13 {
			t.Errorf("epoch %d: empty steps %v (%d), want %v", s.Epoch, got, s.EmptySteps, want)
		}
		if s.Loss != sum/float64(13-len(want)) || s.Tau != tau || s.Skipped != 4*len(want) {
			t.Errorf("epoch %d: %+v, want the loss %v and τ = %v", s.Epoch, s, sum/float64(13-len(want)), tau)
		}
		got, sum = nil, 0
	}
	mustTrain(t, trainer)
}

// Where all images are of one class nothing learns, but the memory takes the
// encoder's embeddings in.
func TestNothingButEmptySteps(t *testing.T) {
	for _, negatives := range []Negatives{Bank, Queue, InBatch} {
		trainer := newEmptyTrainer(t, negatives, 1)
		trainer.Dir = t.TempDir()
		first := learnedOf(mustBegin(t, trainer))
		var memory []string
		observer(trainer).OnEpoch = func(EpochStats) { memory = append(memory, safetensors.Digest(trainer.run.negatives.tensors())) }
		mustTrain(t, trainer)
		if learnedOf(trainer.run) != first {
			t.Errorf("%s: something was learned", negatives)
		}
		if negatives != InBatch && (memory[0] == memory[1] || trainer.run.negatives.neverWritten() != 0) {
			t.Errorf("%s: the memory stays as it is", negatives)
		}
		for _, s := range trainer.run.at.History {
			if s.EmptySteps != 13 || s.Loss != 0 || s.Tau != 0 || s.Skipped != 13*trainer.run.set.anchors() {
				t.Errorf("%s: %+v", negatives, s)
			}
			if !strings.Contains(s.Warning, "every step was skipped") {
				t.Errorf("%s: warning %q", negatives, s.Warning)
			}
			if text, err := json.Marshal(s); err != nil || !strings.Contains(string(text), `"empty_steps":13`) {
				t.Errorf("%s: %s, %v", negatives, text, err)
			}
		}
		metrics, err := os.ReadFile(filepath.Join(trainer.Dir, run.MetricsFile))
		if lines := strings.Split(string(metrics), "\n"); err != nil || !strings.HasSuffix(lines[2], ",13,,,") {
			t.Errorf("%s: metrics.csv, %v:\n%s", negatives, err, metrics)
		}
		if _, err := Resume(trainer.Dir, trainer.Source); err != nil {
			t.Errorf("%s: %v", negatives, err)
		}
	}
}

// mustBegin is a training before its first step.
func mustBegin(t *testing.T, trainer *Trainer) *training {
	t.Helper()
	s, err := trainer.settled()
	if err != nil {
		t.Fatal(err)
	}
	r, err := newTraining(s, describe(s))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A queue's key encoder follows the weights, which stay.
func TestKeyEncoderStaysInEmptySteps(t *testing.T) {
	trainer := newEmptyTrainer(t, Queue, 1)
	trainer.Batch, trainer.QueueLength, trainer.Epochs = 2, 2, 1
	mustTrain(t, trainer)
	q := trainer.run.towers
	for i, p := range q.key.Params() {
		if !slices.Equal(p.Value, q.encoder.Params()[i].Value) {
			t.Errorf("%s of the key encoder has moved", p.Name)
		}
	}
}

func TestResumeBetweenEmptySteps(t *testing.T) {
	whole := newEmptyTrainer(t, InBatch, 2)
	mustTrain(t, whole)
	empty := emptySteps(whole, 0)
	for _, steps := range []int{empty[0], empty[0] + 1, empty[len(empty)-1] + 1} {
		first := newEmptyTrainer(t, InBatch, 2)
		first.Dir = t.TempDir()
		if err := first.Train(cancelAt(first, max(1, steps))); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		second, err := Resume(first.Dir, first.Source)
		if err != nil {
			t.Fatal(err)
		}
		mustTrain(t, second)
		if fingerprint(second) != fingerprint(whole) {
			t.Errorf("resumed after step %d: other bits", steps)
		}
		for i, got := range second.run.at.History {
			want := whole.run.at.History[i]
			got.Seconds, got.ItemsPerSecond = want.Seconds, want.ItemsPerSecond
			if got != want || math.IsNaN(got.Loss) {
				t.Errorf("resumed after step %d: epoch %+v, want %+v", steps, got, want)
			}
		}
	}
}
