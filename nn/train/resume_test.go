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

// cancelAt makes the trainer's context end after a number of steps.
func cancelAt(trainer *Trainer, steps int) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	observer(trainer).OnStep = func(Step) {
		if steps--; steps == 0 {
			cancel()
		}
	}
	return ctx
}

// A run has four steps an epoch: 4 ends on the boundary of an epoch, where the
// checkpoint is that of the epoch's end; 2 and 7 are inside one.
func TestResumeHasTheBitsOfAnUninterruptedRun(t *testing.T) {
	plain := func(*Trainer) {}
	for _, c := range []struct {
		negatives Negatives
		of        func(testing.TB, Negatives) *Trainer
		change    func(*Trainer)
	}{
		{Bank, newSmall, plain},
		{Queue, newSmall, plain},
		{Queue, newSmallResNet, plain},
		{InBatch, newSmall, plain},
		{Bank, newSmall, func(t *Trainer) { t.TauSchedule, t.TauPeriod = CosineTau, 1.3 }},
		{InBatch, newSmall, func(t *Trainer) { t.TauSchedule = LearnableTau }},
		{Bank, newSmall, func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.SigLIP{Tau: 0.1, Bias: -3} }},
		{Queue, newSmall, func(t *Trainer) { t.Loss = loss.SupCon{Tau: 0.2} }},
		{Queue, newSmall, func(t *Trainer) {
			t.Loss = loss.Over(loss.DCL{Tau: 0.2}, loss.Selection{OtherClass: true})
		}},
	} {
		newTrainer := func(t *testing.T) *Trainer {
			trainer := c.of(t, c.negatives)
			trainer.Source = classed(setOf(trainer), 3)
			c.change(trainer)
			return trainer
		}
		whole := newTrainer(t)
		mustTrain(t, whole)
		want := fingerprint(whole)
		for _, steps := range []int{2, 4, 7} {
			dir := filepath.Join(t.TempDir(), "run")
			first := newTrainer(t)
			first.Dir = dir
			if err := first.Train(cancelAt(first, steps)); !errors.Is(err, context.Canceled) {
				t.Fatalf("%s: cancelled run returned %v", c.negatives, err)
			}
			second, err := Resume(dir, first.Source)
			if err != nil {
				t.Fatal(err)
			}
			second.Threads = 2
			done := 0
			observer(second).OnStep = func(Step) { done++ }
			mustTrain(t, second)
			if done != 8-steps {
				t.Errorf("%s: resumed after %d of 8 steps, %d more made", c.negatives, steps, done)
			}
			if got := fingerprint(second); got != want {
				t.Errorf("%v %s: resumed after step %d: %s, uninterrupted: %s", first.Encoder.Body(), c.negatives, steps, got, want)
			}
		}
	}
}

func TestTrainGoesOnInMemory(t *testing.T) {
	whole := newTrainer(t, "mlp", Bank)
	mustTrain(t, whole)
	paused := newTrainer(t, "mlp", Bank)
	if err := paused.Train(cancelAt(paused, 5)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	paused.LR = 0.04
	err := paused.Train(context.Background())
	if err == nil || !strings.Contains(err.Error(), "lr is 0.04, the run was started with 0.05") {
		t.Fatalf("changed learning rate: %v", err)
	}
	paused.LR = 0.05
	mustTrain(t, paused)
	if fingerprint(paused) != fingerprint(whole) {
		t.Error("a run that was paused differs from one that was not")
	}
	mustTrain(t, paused) // complete: nothing left to do
	if fingerprint(paused) != fingerprint(whole) {
		t.Error("training a complete run changed it")
	}
}

func TestRunFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	trainer := newTrainer(t, "resnet8", Bank)
	trainer.Dir = dir
	mustTrain(t, trainer)

	metrics, err := os.ReadFile(filepath.Join(dir, run.MetricsFile))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(metrics)), "\n")
	if len(lines) != 3 || lines[0] != "epoch,loss,lr,seconds,items_per_second,never_written,tau,skipped,empty_steps,knn_top1,uniformity,tolerance" {
		t.Errorf("metrics.csv:\n%s", metrics)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 5 {
		t.Errorf("files in the run's folder: %v", entries)
	}

	loaded, err := LoadEncoder(dir)
	if err != nil {
		t.Fatal(err)
	}
	want, err := trainer.Encoder.Embed(context.Background(), trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	got, err := loaded.Embed(context.Background(), trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range want.Embedding.Data {
		if got.Embedding.Data[i] != v {
			t.Fatalf("the loaded encoder embeds differently at %d: %v, want %v", i, got.Embedding.Data[i], v)
		}
	}
}
