package train

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/abc86604/temper/nn/run"
)

// checkpointOf is the newest checkpoint of a folder, byte by byte.
func checkpointOf(t *testing.T, dir string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, run.CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// positionOf is where the run in a folder stands.
func positionOf(t *testing.T, dir string) progress {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return r.at
}

// TestSaveEvery looks from every step at the checkpoint that there is: with a time that is
// always over that of the step before, with one that never is that of the epoch before.
func TestSaveEvery(t *testing.T) {
	ends := make(map[string]bool)
	for _, every := range []time.Duration{0, time.Nanosecond, time.Hour} {
		trainer := newSmallResNet(t, Queue)
		trainer.Dir, trainer.SaveEvery = t.TempDir(), every
		observer(trainer).OnStep = func(s Step) {
			epoch, batch := s.Epoch-1, 0
			if every == time.Nanosecond {
				batch = s.Batch - 1
			}
			if at := positionOf(t, trainer.Dir); at.Epoch != epoch || at.Batch != batch {
				t.Errorf("every %v: in step %d of epoch %d the checkpoint is that of %s", every, s.Batch, s.Epoch, at.position())
			}
		}
		mustTrain(t, trainer)
		ends[string(checkpointOf(t, trainer.Dir))] = true
	}
	if len(ends) != 1 {
		t.Errorf("%d ends of one run", len(ends))
	}
}

// With a pause that never ends there is the first checkpoint and the last, and the run ends
// with the bits of one without.
func TestSavePause(t *testing.T) {
	ends := make(map[string]bool)
	for _, pause := range []time.Duration{0, time.Nanosecond, time.Hour} {
		trainer := newSmallResNet(t, Queue)
		trainer.Dir, trainer.SavePause = t.TempDir(), pause
		observer(trainer).OnEpoch = func(e EpochStats) {
			want := e.Epoch
			if pause == time.Hour && e.Epoch < trainer.Epochs {
				want = 0
			}
			if at := positionOf(t, trainer.Dir); at.Epoch != want {
				t.Errorf("pause %v: after epoch %d the checkpoint is that of %s", pause, e.Epoch, at.position())
			}
		}
		mustTrain(t, trainer)
		ends[string(checkpointOf(t, trainer.Dir))] = true
	}
	if len(ends) != 1 {
		t.Errorf("%d ends of one run", len(ends))
	}
}

// A run that goes on saves when the time is over, and not at once.
func TestSaveEveryAfterResume(t *testing.T) {
	first := newSmall(t, Bank)
	first.Dir = t.TempDir()
	if err := first.Train(cancelAt(first, 1)); err == nil {
		t.Fatal("not interrupted")
	}
	second, err := Resume(first.Dir, first.Source)
	if err != nil {
		t.Fatal(err)
	}
	second.SaveEvery = time.Hour
	observer(second).OnStep = func(s Step) {
		if at := positionOf(t, first.Dir); s.Epoch == 1 && at.Batch != 1 {
			t.Errorf("in step %d the checkpoint is that of %s", s.Batch, at.position())
		}
	}
	mustTrain(t, second)
}

// A checkpoint within an epoch is one to go on from.
func TestResumeWithinAnEpoch(t *testing.T) {
	whole := newSmallResNet(t, Queue)
	mustTrain(t, whole)
	trainer := newSmallResNet(t, Queue)
	trainer.Dir, trainer.SaveEvery = t.TempDir(), time.Nanosecond
	copied := filepath.Join(t.TempDir(), "run") // as a process that was killed leaves it
	observer(trainer).OnStep = func(s Step) {
		if s.Epoch == 2 && s.Batch == 3 {
			if err := os.CopyFS(copied, os.DirFS(trainer.Dir)); err != nil {
				t.Error(err)
			}
		}
	}
	mustTrain(t, trainer)
	resumed, err := Resume(copied, trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	if at := resumed.run.at; at.Epoch != 1 || at.Batch != 2 {
		t.Errorf("the copy is that of %s", at.position())
	}
	mustTrain(t, resumed)
	if fingerprint(resumed) != fingerprint(whole) {
		t.Error("other bits")
	}
}

// Equal runs have equal checkpoints: at any number of threads, wherever the items lay, and
// however often the runs were saved or interrupted.
func TestEqualRunsHaveEqualCheckpoints(t *testing.T) {
	newTrainer := func(negatives Negatives) *Trainer {
		trainer := newSmallResNet(t, negatives)
		trainer.Source = classed(mosaic(33, 8, 1), 3)
		trainer.Holdout, trainer.EMA, trainer.OwnKeys, trainer.Dir = 7, 0.5, false, filepath.Join(t.TempDir(), "run")
		if negatives == InBatch {
			trainer.Optimiser, trainer.TauSchedule = "adamw", LearnableTau
		}
		return trainer
	}
	for _, negatives := range []Negatives{Bank, Queue, InBatch} {
		var want []byte
		for threads := 1; threads <= 4; threads++ {
			trainer := newTrainer(negatives)
			trainer.Threads, trainer.SaveEvery = threads, time.Duration(threads%2)
			moved := *setOf(trainer)
			moved.Source = trainer.Dir
			trainer.Source, trainer.Origin = &moved, Origin{Path: trainer.Dir, Labels: "elsewhere", Limit: 33 * threads}
			if threads == 4 {
				if err := trainer.Train(cancelAt(trainer, 5)); err == nil {
					t.Fatal("not interrupted")
				}
				var err error
				if trainer, err = Resume(trainer.Dir, &moved); err != nil {
					t.Fatal(err)
				}
			}
			mustTrain(t, trainer)
			got := checkpointOf(t, trainer.Dir)
			if want == nil {
				want = got
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s on %d threads: another checkpoint", negatives, threads)
			}
		}
		other := newTrainer(negatives)
		other.Seed++
		mustTrain(t, other)
		if bytes.Equal(checkpointOf(t, other.Dir), want) {
			t.Errorf("%s: another seed has the same checkpoint", negatives)
		}
	}
}

// The checkpoint before the newest is another one, also where the context ends just when
// one has been written.
func TestCheckpointBefore(t *testing.T) {
	for _, c := range []struct {
		steps  int
		before string // what the older one says of its progress
	}{{3, `{"epoch":0,"batch":0,`}, {4, `{"epoch":0,"batch":0,`}, {5, `{"epoch":1,"batch":0,`}, {8, `{"epoch":1,"batch":0,`}} {
		trainer := newSmall(t, Bank)
		trainer.Dir, trainer.Epochs = t.TempDir(), 3
		if err := trainer.Train(cancelAt(trainer, c.steps)); err == nil {
			t.Fatal("not interrupted")
		}
		if err := trainer.Train(ended(t)); err == nil { // nothing is new
			t.Fatal("not interrupted")
		}
		before, err := run.OpenFile(filepath.Join(trainer.Dir, run.BeforeFile))
		if err != nil {
			t.Fatal(err)
		}
		defer before.Close()
		if at := before.Metadata[metaProgress]; !strings.HasPrefix(at, c.before) {
			t.Errorf("after step %d the checkpoint before the newest is at %s", c.steps, at)
		}
	}
}
