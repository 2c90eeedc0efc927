package train

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/nn/run"
)

// ended is a context that has ended.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// A run may have more epochs than it was begun with, whichever of its files are written
// by the time that its process dies.
func TestEpochsGrow(t *testing.T) {
	grown := func(dir string) *Trainer {
		trainer := newTrainer(t, "mlp", Bank)
		trainer.TauSchedule, trainer.Dir = CosineTau, dir // with a period that fits the epochs
		mustTrain(t, trainer)
		trainer.Epochs = 3
		return trainer
	}
	inMemory := grown("")
	mustTrain(t, inMemory)
	if len(inMemory.History()) != 3 {
		t.Errorf("%d epochs of history", len(inMemory.History()))
	}

	dir := t.TempDir()
	if err := grown(dir).Train(ended(t)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	r, err := Open(dir) // config.json has grown, the checkpoint has not
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	resumed, err := r.Resume(inMemory.Source)
	if err != nil || r.Epochs != 3 || r.Epoch != 2 {
		t.Fatalf("%d epochs of %d, %v", r.Epoch, r.Epochs, err)
	}
	mustTrain(t, resumed)
	if fingerprint(resumed) != fingerprint(inMemory) {
		t.Error("other bits after resuming")
	}
	resumed.Epochs = 2
	wantError(t, "fewer epochs", resumed.Train(t.Context()), "epochs is 2, the run was started with 3")
}

// fail makes the folder's checkpoints fail until the returned function is called.
func fail(t *testing.T, dir string) (repair func()) {
	before := filepath.Join(dir, run.BeforeFile)
	os.Remove(before)
	if err := os.MkdirAll(filepath.Join(before, "in the way"), 0o777); err != nil {
		t.Fatal(err)
	}
	return func() { os.RemoveAll(before) }
}

// The last checkpoint that could not be written is made up for.
func TestLastCheckpointIsMadeUpFor(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.Dir = t.TempDir()
	var repair func()
	observer(trainer).OnEpoch = func(EpochStats) { repair = fail(t, trainer.Dir) }
	wantError(t, "no checkpoint", trainer.Train(t.Context()), "writing ", run.CheckpointFile)
	repair()
	mustTrain(t, trainer) // there is no step left
	r, err := Open(trainer.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Epoch != 2 || len(r.History) != 2 {
		t.Errorf("the folder is at epoch %d with %d epochs of history", r.Epoch, len(r.History))
	}
}

// A folder that cannot be had leaves the trainer as it was.
func TestAnotherFolder(t *testing.T) {
	learned, _ := finishedRun(t)
	trainer := newTrainer(t, "mlp", Queue)
	trainer.Dir = learned
	wantError(t, "a run", trainer.Train(t.Context()), "choose another folder")
	trainer.Dir, trainer.Epochs, trainer.LR = t.TempDir(), 1, 0.04
	mustTrain(t, trainer)
	want := newTrainer(t, "mlp", Queue)
	want.Epochs, want.LR = 1, 0.04
	mustTrain(t, want)
	if fingerprint(trainer) != fingerprint(want) {
		t.Error("other bits in the other folder")
	}
	trainer.Dir = t.TempDir()
	wantError(t, "a run that was begun", trainer.Train(t.Context()), "its Encoder or its Dir was replaced")
}
