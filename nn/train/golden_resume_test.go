package train

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/internal/golden"
)

// The folders of runs that were interrupted, as the code of their time wrote them. They
// are never written again: it is they that tell whether a run of those days still goes on.
const (
	runsOfFormat1 = "testdata/runs"  // of arithmetic 1
	runsOfFormat2 = "testdata/runs2" // of arithmetic 2
)

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

// TestGoldenResume goes on with runs of format 1. They were begun with arithmetic 1: they
// go on, say so, and end in other last bits than a run of either arithmetic alone.
func TestGoldenResume(t *testing.T) {
	knowTiny(t)
	got := make(map[string]string)
	for _, o := range oldRuns() {
		trainer, said := o.resume(t, runsOfFormat1)
		got["resume/"+o.variant] = fingerprint(trainer)
		if !strings.Contains(said, "begun with arithmetic 1") {
			t.Errorf("%s: resuming says %q", o.variant, said)
		}
	}
	golden.Check(t, got, "resume/")
}

// TestGoldenResumeFormat2 goes on with runs of format 2. The hashes are of runs that the
// code of their time trained without an interruption.
func TestGoldenResumeFormat2(t *testing.T) {
	knowTiny(t)
	got := make(map[string]string)
	for _, o := range oldRuns() {
		if _, err := os.Stat(filepath.Join(runsOfFormat2, o.variant)); err != nil {
			continue
		}
		trainer, said := o.resume(t, runsOfFormat2)
		got["resume2/"+o.variant] = fingerprint(trainer)
		if said != "" {
			t.Errorf("%s: resuming says %q", o.variant, said)
		}
	}
	golden.Check(t, got, "resume2/")
}

// resume trains a copy of the run's folder to the end, and returns what is said before.
func (o oldRun) resume(t *testing.T, folder string) (trainer *Trainer, said string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(folder, o.variant))); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	trainer, err = r.Resume(classed(mosaic(26, 8, 1), 3))
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	observer(trainer).OnStep = func(Step) { done++ }
	mustTrain(t, trainer)
	if done != 8-o.steps {
		t.Errorf("%s: %d steps after %d, want 8 in all", o.variant, done, o.steps)
	}
	return trainer, r.GoingOn
}

var tinyOnce sync.Once

// knowTiny makes an encoder known. It has a layer of every kind and a thirtieth of the
// weights of the smallest of the others, whose folders would be megabytes; what is in
// theirs, the lines tensors/ of testdata/golden.txt hold.
func knowTiny(t *testing.T) {
	t.Helper()
	tinyOnce.Do(func() {
		nn.Register("tiny", append(nn.ResNet(1, 4, 8), nn.Linear{Name: "hidden1", Out: 16}, nn.ReLU{}))
	})
}
