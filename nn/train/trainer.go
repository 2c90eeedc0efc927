package train

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// Trainer trains an encoder with a contrastive loss. Encoder, Loss and Data
// must be given; every other field has a default, which its zero value stands
// for. With the same fields, data and initial weights the trained weights have
// the same bits on every machine and at any number of threads.
type Trainer struct {
	Encoder   *nn.Encoder // trained in place
	Loss      loss.Loss   // of package loss, with its temperature
	Data      *data.Set   // with its labels, if loss.NeedsLabels
	Negatives Negatives   // "": Bank

	Epochs int // 0: 200. In each, every image is seen once, in an order of its own
	Batch  int // images a step, 0: 128. What an epoch leaves of a batch is dropped

	LR       float64 // learning rate, 0: 0.03
	Schedule string  // StepSchedule or CosineSchedule, "": StepSchedule
	Warmup   int     // epochs during which the rate rises linearly

	// TauSchedule moves the temperature of Loss: ConstantTau, CosineTau or
	// LearnableTau, "": ConstantTau. A loss that has none takes ConstantTau alone.
	TauSchedule string
	TauMin      float64 // the lowest of LearnableTau, 0: 0.01
	TauMax      float64 // the highest of CosineTau and LearnableTau, 0: 1
	TauPeriod   float64 // of CosineTau in epochs, 0: 200, or Epochs where that is less

	Momentum    float64 // of SGD. 0: 0.9, negative: none
	WeightDecay float64 // of weights, not of norms and biases. 0: 5e-4, negative: none

	BankMomentum float64 // of Bank's slots. 0: 0.5, negative: none
	KeyMomentum  float64 // of Queue's key encoder. 0: 0.99, negative: none
	// QueueLength is the number of keys that Queue keeps, at least a batch and
	// no more than there are images: a longer queue would hold older keys of the
	// anchor's own image as its negatives. 0: 4096, or half of the images where
	// that is less, but a batch at least.
	QueueLength int

	Augment *data.Augment // nil: data.DefaultAugment
	Seed    uint64        // of order, views and memory; the encoder has its own
	Threads int           // goroutines, 0: one

	// Dir is the run's folder: config.json (everything that decides the bits),
	// metrics.csv (a line per epoch) and checkpoint.safetensors (everything
	// needed to go on) are written to it after every epoch and when training is
	// cancelled, each replaced as a whole. It is made if need be, and must not
	// hold a run already. "": nothing is kept.
	Dir string

	// Notice is set by [Resume]: a line to be read before training goes on. "": nothing
	// is to be said.
	Notice string

	Progress func(Step)       // called after every step
	EpochEnd func(EpochStats) // called after every epoch, when its files are written

	run *training // nil before training
}

// Step describes a step of training.
type Step struct {
	Epoch   int     // from 1
	Batch   int     // in its epoch, from 1
	Batches int     // of an epoch
	Images  int     // of the batch
	Loss    float64 // of the batch, mean over its anchors; 0 if it is Empty
	Tau     float64 // temperature that it was taken at; 0: the loss has none
	Empty   bool    // every anchor was skipped, see EpochStats.EmptySteps
}

// EpochStats describes an epoch that is complete. Seconds and ImagesPerSecond
// are the only numbers of a run that differ from one time to the next.
type EpochStats struct {
	Epoch           int     `json:"epoch"`             // from 1
	Loss            float64 `json:"loss"`              // mean over the batches that had one, 0 if none had
	LR              float64 `json:"lr"`                // learning rate of its last step
	Seconds         float64 `json:"seconds"`           // spent in its steps
	ImagesPerSecond float64 `json:"images_per_second"` // images of the data set, not views
	NeverWritten    float64 `json:"never_written"`     // share of the bank's or queue's rows that are still noise
	Tau             float64 `json:"tau,omitempty"`     // temperature of the last batch that had a loss; 0: the loss has none
	Skipped         int     `json:"skipped,omitempty"` // anchors that the loss left out: without negatives, or without a positive
	// EmptySteps is the number of steps in which every anchor was left out. There is no
	// loss then and no gradient: weights, momenta and what is learned of a temperature
	// stay as they are, a Queue's key encoder too. The batch has passed the encoder
	// nevertheless: running statistics and the slots of a Bank or a Queue take it in.
	EmptySteps int `json:"empty_steps,omitempty"`
	// Warning says in a line what is wrong with an epoch that nothing can be said for:
	// every step was empty; or the loss lies within 1 % of what it is for an encoder
	// that maps all images to one point, the logarithm of the number of candidates (at
	// a high temperature within what similarities that differ by 0.1 change it). It
	// has collapsed then, or learned nothing so far. "": nothing is known to be wrong,
	// as with losses whose denominator does not have all candidates, and in the first
	// epoch of a Bank, whose positives are noise.
	Warning string `json:"warning,omitempty"`
}

// Train trains until the last epoch is complete. When ctx is cancelled it
// completes the step it is in, writes a checkpoint if there is a Dir, and
// returns ctx.Err(); called again on the same Trainer it goes on from there, as
// it does on one that Resume returned. A run that is complete returns nil at
// once.
//
// Settings that make no sense, a data set smaller than a batch, a folder that
// cannot be written or already holds a run are errors before any training. A
// loss or weights that are no longer finite end the training with an error
// that names the epoch and the batch; the files in Dir stay as the last good
// epoch left them.
func (t *Trainer) Train(ctx context.Context) error {
	settings, err := t.settings()
	if err != nil {
		return fmt.Errorf("nn: %w", err)
	}
	if t.run == nil {
		t.run, err = startTraining(settings)
	} else {
		err = t.run.goOnWith(settings)
	}
	if err != nil {
		return err
	}
	return t.run.loop(ctx)
}
