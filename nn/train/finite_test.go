package train

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/run"
)

// A run that turns to NaN in its second epoch leaves the first one's files.
func TestDiverged(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.Dir = t.TempDir()
	var kept []byte
	observer(trainer).OnEpoch = func(EpochStats) {
		kept, _ = os.ReadFile(filepath.Join(trainer.Dir, run.CheckpointFile))
		trainer.Encoder.Params()[0].Value[3] = float32(math.NaN())
	}
	wantError(t, "NaN in a weight", trainer.Train(context.Background()), "epoch 2, batch 1: ", "the last good checkpoint is that of epoch 1")
	now, err := os.ReadFile(filepath.Join(trainer.Dir, run.CheckpointFile))
	if err != nil || len(kept) == 0 || !bytes.Equal(now, kept) {
		t.Errorf("the last good checkpoint was touched (%v)", err)
	}

	// The loss of the only step is finite, what it does to the weights is not.
	diverges := newTrainer(t, "mlp", InBatch)
	diverges.Dir = t.TempDir()
	diverges.Source, diverges.Epochs, diverges.LR, diverges.Warmup = mosaic(6, 8, 1), 1, 3e38, 0
	diverges.WeightDecay = 10
	err = diverges.Train(context.Background())
	wantError(t, "huge step", err, "epoch 1, batch 1: step 1 of the run: ", "is no longer finite",
		"likely a learning rate of 3e+38, which is too high here: try a tenth of it, or a warmup",
		"the last good checkpoint is that of the beginning")
	if bad := (*DivergedError)(nil); !errors.As(err, &bad) || bad.Step != 1 {
		t.Errorf("%v is no DivergedError of step 1", err)
	}
	if r, err := Open(diverges.Dir); err != nil || r.Epoch != 0 || r.Batch != 0 {
		t.Errorf("a run that failed in its first step: %+v, %v", r, err)
	}
}

// What is not finite is named where it comes from.
func TestDivergedCauses(t *testing.T) {
	for want, change := range map[string]func(*Trainer){
		"likely a view of item 17, which is not finite itself":        func(t *Trainer) { t.Source = spoiled{t.Source, 17} },
		"likely a temperature of 0.0001, which is very low: try 0.05": func(t *Trainer) { t.Loss, t.LR = loss.Contrastive{Tau: 1e-4}, 3e38 },
		"which is too high here: try a tenth of it;":                  func(t *Trainer) { t.LR, t.Warmup = 3e38, 1 },
	} {
		trainer := newTrainer(t, "resnet8", InBatch)
		trainer.Dir, trainer.Warmup = t.TempDir(), 0
		change(trainer)
		err := trainer.Train(t.Context())
		wantError(t, want, err, "epoch ", "the last good checkpoint is that of", want)
	}
}

// spoiled is a source in which the views of one item are no numbers.
type spoiled struct {
	data.Source
	item int
}

func (s spoiled) View(dst []float32, i int, a data.Augment, key data.Key) {
	s.Source.View(dst, i, a, key)
	if i == s.item {
		dst[3] = float32(math.NaN())
	}
}
