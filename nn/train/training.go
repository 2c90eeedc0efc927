package train

import (
	"context"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
)

// training is a run: where it stands, and all that its next step depends on.
type training struct {
	set    *Trainer // with its defaults filled in
	config config
	at     progress

	temperature *temperature
	optimiser   *sgd
	negatives   arrangement
	workspace   loss.Workspace
	views       []float32 // augmented images of a batch
}

// progress is where a run stands. It travels in the checkpoint.
type progress struct {
	Epoch      int          `json:"epoch"`                 // complete epochs
	Batch      int          `json:"batch"`                 // complete batches of the next one
	LossSum    float64      `json:"loss_sum"`              // over those batches
	Skipped    int          `json:"skipped"`               // anchors, in them
	EmptySteps int          `json:"empty_steps,omitempty"` // of them
	Tau        float64      `json:"tau,omitempty"`         // of the last of them with a loss
	Seconds    float64      `json:"seconds"`               // spent in them
	History    []EpochStats `json:"history"`               // of the complete epochs
}

// startTraining prepares a run from the encoder's present weights.
func startTraining(t *Trainer) (*training, error) {
	if err := claimFolder(t.Dir); err != nil {
		return nil, err
	}
	return newTraining(t, describe(t)), nil
}

func newTraining(t *Trainer, c config) *training {
	tau := newTemperature(t)
	r := &training{
		config:      c,
		temperature: tau,
		optimiser:   newSGD(append(t.Encoder.Params(), tau.params()...), t.Momentum, t.WeightDecay),
		negatives:   newArrangement(t),
	}
	r.use(t)
	return r
}

// use takes over the settings; only those that leave the bits alone may differ
// from the ones before: threads and callbacks.
func (r *training) use(t *Trainer) {
	r.set = t
	t.Encoder.Threads = t.Threads
	r.workspace.Threads = t.Threads
}

// goOnWith is use after a pause, in which the caller may have changed what must
// not change.
func (r *training) goOnWith(t *Trainer) error {
	if t.Encoder != r.set.Encoder || t.Dir != r.set.Dir {
		return errors.New("nn: the run cannot go on: its Encoder or its Dir was replaced")
	}
	c := describe(t)
	c.Encoder.InitialWeights, c.configArithmetic = r.config.Encoder.InitialWeights, r.config.configArithmetic
	if err := r.config.same(c); err != nil {
		return fmt.Errorf("nn: the run cannot go on: %w", err)
	}
	r.use(t)
	return nil
}

func (r *training) loop(ctx context.Context) error {
	for r.at.Epoch < r.set.Epochs {
		if err := r.epoch(ctx); err != nil {
			return err
		}
	}
	return nil
}

// epoch trains from the batch where the run stands to the end of its epoch.
func (r *training) epoch(ctx context.Context) error {
	order := portable.NewRand(r.set.Seed, streamOrder, uint64(r.at.Epoch)).Perm(r.set.Data.Len())
	for r.at.Batch < r.set.batches() {
		if err := ctx.Err(); err != nil {
			return r.interrupted(err)
		}
		if err := r.step(order[r.at.Batch*r.set.Batch:][:r.set.Batch]); err != nil {
			return fmt.Errorf("nn: epoch %d, batch %d: %w", r.at.Epoch+1, r.at.Batch+1, err)
		}
	}
	return r.endEpoch()
}

// interrupted writes a checkpoint in the middle of an epoch.
func (r *training) interrupted(cause error) error {
	if err := r.save(); err != nil {
		return fmt.Errorf("%w; %w", cause, err)
	}
	return cause
}

// endEpoch closes the epoch's account and writes the run's files.
func (r *training) endEpoch() error {
	stats := EpochStats{
		Epoch:           r.at.Epoch + 1,
		Loss:            r.at.LossSum / float64(max(1, r.set.batches()-r.at.EmptySteps)),
		LR:              r.schedule().rate((r.at.Epoch+1)*r.set.batches() - 1),
		Seconds:         r.at.Seconds,
		ImagesPerSecond: float64(r.set.batches()*r.set.Batch) / max(r.at.Seconds, 1e-9),
		NeverWritten:    r.negatives.neverWritten(),
		Tau:             r.at.Tau,
		Skipped:         r.at.Skipped,
		EmptySteps:      r.at.EmptySteps,
	}
	stats.Warning = r.warning(stats)
	r.at = progress{Epoch: stats.Epoch, History: append(r.at.History, stats)}
	if err := r.save(); err != nil {
		return err
	}
	if r.set.EpochEnd != nil {
		r.set.EpochEnd(stats)
	}
	return nil
}

func (r *training) schedule() schedule {
	return schedule{r.set.Schedule, r.set.LR, r.set.Epochs, r.set.batches(), r.set.Warmup}
}
