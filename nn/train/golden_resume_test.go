package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/internal/golden"
)

// runsFolder holds the folders of runs that were interrupted, as they were written
// when configurations had format 1 and by the code of that time. They are never
// written again: it is they that tell whether a run of those days still goes on.
//
// TEMPER_UPDATE_RUNS=1 writes the folders of oldRuns that are not there, which is
// how a run is added; it touches none that is.
const runsFolder = "testdata/runs"

// oldRun is a run of eight steps in two epochs.
type oldRun struct {
	goldenRun
	steps int // before the interruption
}

// oldRuns are named by their variants. Parameters at zero have no line in a
// config.json: a debiased loss without prior, a SigLIP without bias, a mask without
// margin, a DCLW and a HardSimple at their defaults are here to be read again.
func oldRuns() []oldRun {
	plain := func(*Trainer) {}
	learnable := func(t *Trainer) { learnableTau(t); t.LR = 0.005 }
	settings := func(t *Trainer) {
		t.TauSchedule, t.TauMax, t.TauPeriod = CosineTau, 0.9, 1.3
		t.Schedule, t.Momentum, t.WeightDecay, t.BankMomentum = CosineSchedule, 0, 0, 0.8
		t.Augment = data.DefaultAugment()
	}
	return []oldRun{
		{goldenRun{"tiny", Bank, "contrastive", "bank", plain}, 6},
		{goldenRun{"tiny", InBatch, "debiased", "inbatch-debiased", plain}, 7},
		{goldenRun{"tiny", InBatch, "siglip", "inbatch-siglip-learnable", learnable}, 5},
		{goldenRun{"tiny", Queue, "supcon", "queue-supcon", plain}, 2}, // some slots are noise still
		{goldenRun{"tiny", Bank, "hard-k", "bank-hard", plain}, 6},
		{goldenRun{"tiny", Bank, "contrastive-k", "bank-contrastive-hardest", plain}, 3},
		{goldenRun{"tiny", InBatch, "hardsimple-alpha", "inbatch-hardsimple", plain}, 6},
		{goldenRun{"tiny", Queue, "dclw", "queue-dclw", plain}, 6},
		{goldenRun{"tiny", InBatch, "dcl-mask-otherclass", "inbatch-dcl-selected", plain}, 6},
		{goldenRun{"tiny", Bank, "macl", "bank-macl-cosine", settings}, 4}, // the end of an epoch
	}
}

func (o oldRun) dir() string { return filepath.Join(runsFolder, o.variant) }

// TestGoldenResume goes on with the old runs. They were begun with arithmetic 1: they
// go on, say so, and end in other last bits than a run of either arithmetic alone.
func TestGoldenResume(t *testing.T) {
	knowTiny(t)
	if os.Getenv("TEMPER_UPDATE_RUNS") == "1" {
		for _, o := range oldRuns() {
			o.write(t)
		}
	}
	got := make(map[string]string)
	for _, o := range oldRuns() {
		got["resume/"+o.variant] = fingerprint(o.resume(t))
	}
	golden.Check(t, got, "resume/")
}

// resume trains a copy of the folder to the end.
func (o oldRun) resume(t *testing.T) *Trainer {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(dir, os.DirFS(o.dir())); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if !strings.Contains(r.GoingOn, "begun with arithmetic 1") {
		t.Errorf("%s: resuming says %q", o.variant, r.GoingOn)
	}
	trainer, err := r.Resume(classed(mosaic(26, 8, 1), 3))
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	observer(trainer).OnStep = func(Step) { done++ }
	mustTrain(t, trainer)
	if done != 8-o.steps {
		t.Errorf("%s: %d steps after %d, want 8 in all", o.variant, done, o.steps)
	}
	return trainer
}

// write makes the run's folder.
func (o oldRun) write(t *testing.T) {
	t.Helper()
	if _, err := os.Lstat(o.dir()); err == nil {
		return
	}
	trainer := o.trainer(t, newEncoder(t, o.encoder, 8, 16))
	trainer.Dir = o.dir()
	if err := trainer.Train(cancelAt(trainer, o.steps)); !errors.Is(err, context.Canceled) {
		t.Fatalf("%s: %v", o.variant, err)
	}
	t.Logf("%s written", o.dir())
}

var tinyOnce sync.Once

// knowTiny makes an encoder known. It has a layer of every
// kind and a thirtieth of the weights of the smallest of the others, whose folders
// would be megabytes; what is in theirs, the lines tensors/ of goldenFile hold.
func knowTiny(t *testing.T) {
	t.Helper()
	tinyOnce.Do(func() {
		nn.Register("tiny", append(nn.ResNet(1, 4, 8), nn.Linear{Name: "hidden1", Out: 16}, nn.ReLU{}))
	})
}
