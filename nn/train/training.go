package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/optim"
	"github.com/abc86604/temper/nn/run"
)

// training is a run: where it stands, and all that its next step depends on.
type training struct {
	set    *Trainer // with its defaults filled in
	items  data.Source
	config config
	at     progress

	temperature *temperature
	moved       []*nn.Param // by the optimiser
	optimiser   optim.Optimiser
	finite      finiteness // of the encoder and of what is learned of the loss
	towers      *towers
	negatives   arrangement
	average     *nn.Encoder // nil: none
	workspace   loss.Workspace
	views       []float32 // of a batch's items
	ruined      error     // why the weights are not finite; nil: they are

	folder  *run.Folder // while training
	saved   time.Time   // when the last checkpoint was written
	savedAt string      // where the run stood then
	written string      // its digest, "": none of this run
}

// progress is where a run stands. It travels in the checkpoint.
type progress struct {
	Epoch      int          `json:"epoch"`                 // complete epochs
	Batch      int          `json:"batch"`                 // complete batches of the next one
	LossSum    float64      `json:"loss_sum"`              // over those batches
	Skipped    int          `json:"skipped"`               // anchors, in them
	EmptySteps int          `json:"empty_steps,omitempty"` // of them
	Tau        float64      `json:"tau,omitempty"`         // of the last of them with a loss
	History    []EpochStats `json:"history"`               // of the complete epochs

	timed time.Duration // spent in them by this process
	steps int           // of this process
}

func newTraining(t *Trainer, c config) (*training, error) {
	r := &training{config: c, temperature: newTemperature(t), towers: newTowers(t)}
	r.moved = append(t.Encoder.Params(), r.temperature.params()...)
	var err error
	if r.optimiser, err = optim.New(r.moved, t.Settings.Settings); err != nil {
		return nil, err
	}
	r.finite = newFiniteness(append(t.Encoder.State(), r.temperature.params()...))
	r.negatives = newArrangement(t, t.items())
	if t.EMA > 0 {
		r.average = t.Encoder.Clone()
	}
	r.use(t)
	return r, nil
}

// begun tells whether there is anything that a new training would not have: after a
// folder that could not be had another may be tried.
func (r *training) begun() bool {
	return r.written != "" || r.at.learned() || r.ruined != nil
}

// use takes over the settings; only those that leave the bits alone may differ from the
// ones before: threads, observers, when to save, and a source of the same items.
func (r *training) use(t *Trainer) {
	r.set, r.items, r.temperature.set = t, t.items(), t
	r.towers.use(t.Threads)
	r.workspace.Threads = t.Threads
	if r.average != nil {
		r.average.Threads = t.Threads
	}
}

// goOnWith is use after a pause, in which the caller may have changed what must
// not change. Epochs may have grown.
func (r *training) goOnWith(t *Trainer) error {
	if t.Encoder != r.set.Encoder || t.Dir != r.set.Dir {
		return errors.New("the run cannot go on: its Encoder or its Dir was replaced")
	}
	now := describe(t)
	now.Encoder, now.configArithmetic = r.config.Encoder, r.config.configArithmetic
	if err := r.config.grown(t.Epochs).same(now); err != nil {
		return fmt.Errorf("the run cannot go on: %w", err)
	}
	r.config = now
	r.use(t)
	return nil
}

// best is the encoder to embed with.
func (r *training) best() *nn.Encoder {
	if r.average != nil {
		return r.average
	}
	return r.set.Encoder
}

// train trains to the end, alone in the run's folder.
func (r *training) train(ctx context.Context) error {
	if r.ruined != nil {
		return r.ruined
	}
	if err := r.enter(); err != nil {
		return err
	}
	defer r.leave()
	for !r.complete() {
		if err := r.epoch(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *training) complete() bool { return r.at.Epoch >= r.set.Epochs }

// epoch trains from the batch where the run stands to the end of its epoch.
func (r *training) epoch(ctx context.Context) error {
	order := r.order()
	again := repeats(order, r.items.Len())
	for r.at.Batch < r.set.batches() {
		if ctx.Err() != nil {
			return r.interrupted(ctx)
		}
		from, to := r.at.Batch*r.set.Batch, (r.at.Batch+1)*r.set.Batch
		err := r.step(ctx, order[from:to], again[from:to])
		switch {
		case err != nil && errors.Is(err, ctx.Err()):
			return r.interrupted(ctx)
		case err != nil:
			return fmt.Errorf("epoch %d, batch %d: %w%s", r.at.Epoch+1, r.at.Batch+1, err, r.lastGood())
		}
		if err := r.saveInTime(); err != nil {
			return err
		}
	}
	return r.endEpoch(ctx)
}

// interrupted writes a checkpoint in the middle of an epoch, and returns why it was.
func (r *training) interrupted(ctx context.Context) error {
	cause := context.Cause(ctx)
	if r.isSaved() {
		return cause
	}
	if err := r.save(); err != nil {
		return fmt.Errorf("%w; %w", cause, err)
	}
	return cause
}

// endEpoch closes the epoch's account and writes the run's files.
func (r *training) endEpoch(ctx context.Context) error {
	stats := EpochStats{
		Epoch:        r.at.Epoch + 1,
		Loss:         r.at.LossSum / float64(max(1, r.set.batches()-r.at.EmptySteps)),
		LR:           r.rates().rate((r.at.Epoch+1)*r.set.batches() - 1),
		Seconds:      r.at.timed.Seconds(),
		NeverWritten: r.negatives.neverWritten(),
		Tau:          r.at.Tau,
		Skipped:      r.at.Skipped,
		EmptySteps:   r.at.EmptySteps,
	}
	if r.at.steps > 0 {
		stats.ItemsPerSecond = float64(r.at.steps*r.set.Batch) / max(stats.Seconds, 1e-9)
	}
	stats.Warning = r.warning(stats)
	var err error
	switch stats.Heldout, err = r.measure(ctx, stats.Epoch); {
	case err != nil && errors.Is(err, ctx.Err()):
		return r.interrupted(ctx)
	case err != nil:
		return fmt.Errorf("epoch %d, measuring the held-out items: %w%s", stats.Epoch, err, r.lastGood())
	}
	r.at = progress{Epoch: stats.Epoch, History: append(r.at.History, stats)}
	if err := r.saveEpoch(); err != nil {
		return err
	}
	for _, o := range r.set.Observers {
		if o.OnEpoch != nil {
			o.OnEpoch(stats)
		}
	}
	return nil
}

func (r *training) rates() rates {
	return rates{r.set.Schedule, r.set.LR, r.set.Epochs, r.set.batches(), r.set.Warmup}
}
