package train

import (
	"errors"
	"fmt"
	"math"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
)

// settings returns a copy of the trainer with its defaults filled in, or an
// error that names the field which cannot be.
func (t *Trainer) settings() (*Trainer, error) {
	s := *t
	if s.Encoder == nil || s.Loss == nil || s.Data == nil {
		return nil, errors.New("a Trainer needs Encoder, Loss and Data")
	}
	s.fillDefaults()
	for _, check := range []func() error{s.checkData, s.checkOptimiser, s.checkNegatives, s.checkTemperature} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return &s, nil
}

func (t *Trainer) fillDefaults() {
	setDefault(&t.Negatives, Bank)
	setDefault(&t.Epochs, 200)
	setDefault(&t.Batch, 128)
	setDefault(&t.LR, 0.03)
	setDefault(&t.Schedule, StepSchedule)
	t.fillTemperature()
	setDefaultOrNone(&t.Momentum, 0.9)
	setDefaultOrNone(&t.WeightDecay, 5e-4)
	setDefaultOrNone(&t.BankMomentum, 0.5)
	setDefaultOrNone(&t.KeyMomentum, 0.99)
	setDefault(&t.QueueLength, max(t.Batch, min(4096, t.Data.Len()/2)))
	if t.Augment == nil {
		a := data.DefaultAugment()
		t.Augment = &a
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// setDefaultOrNone lets a negative number say zero, since zero says default.
func setDefaultOrNone(field *float64, value float64) {
	setDefault(field, value)
	if *field < 0 {
		*field = 0
	}
}

func (t *Trainer) checkData() error {
	e, d := t.Encoder, t.Data
	if shape := (data.Shape{Height: d.Height, Width: d.Width, Channels: d.Channels}); e.Shape() != shape {
		return fmt.Errorf("encoder %s takes images of %s, the data set has %s", e.Name(), e.Shape(), shape)
	}
	switch {
	case t.Epochs < 0:
		return fmt.Errorf("%d epochs", t.Epochs)
	case t.Batch < 2:
		return fmt.Errorf("batch of %d images, want at least 2", t.Batch)
	case d.Len() < t.Batch:
		return fmt.Errorf("data set of %d images is smaller than a batch of %d", d.Len(), t.Batch)
	}
	return nil
}

func (t *Trainer) checkOptimiser() error {
	if t.Schedule != StepSchedule && t.Schedule != CosineSchedule {
		return fmt.Errorf("unknown schedule %q, want %q or %q", t.Schedule, StepSchedule, CosineSchedule)
	}
	if t.Warmup < 0 || t.Warmup > t.Epochs {
		return fmt.Errorf("warm-up of %d epochs in a run of %d", t.Warmup, t.Epochs)
	}
	for _, f := range []struct {
		name       string
		value, top float64
	}{
		{"learning rate", t.LR, math.MaxFloat32},
		{"momentum", t.Momentum, 1},
		{"weight decay", t.WeightDecay, math.MaxFloat32},
		{"bank momentum", t.BankMomentum, 1},
		{"key momentum", t.KeyMomentum, 1},
	} {
		if !(f.value >= 0 && f.value < f.top) {
			return fmt.Errorf("%s %v, want a number from 0 to below %v", f.name, f.value, f.top)
		}
	}
	return nil
}

func (t *Trainer) checkNegatives() error {
	switch t.Negatives {
	case Bank, InBatch:
	case Queue:
		if t.QueueLength < t.Batch || t.QueueLength > t.Data.Len() {
			return fmt.Errorf("queue of %d keys, want at least a batch (%d) and no more than there are images (%d)",
				t.QueueLength, t.Batch, t.Data.Len())
		}
	default:
		return fmt.Errorf("unknown negatives %q, want %q, %q or %q", t.Negatives, Bank, Queue, InBatch)
	}
	if err := loss.Check(t.Loss); err != nil {
		return err
	}
	if k := loss.Get(t.Loss, "topk").(int); k > t.candidates()-1 {
		return fmt.Errorf("loss %s: K = %d is more than the %d negatives of an anchor", loss.Name(t.Loss), k, t.candidates()-1)
	}
	return nil
}

// candidates is the number of rows that an anchor is compared with: its positive
// and its negatives.
func (t *Trainer) candidates() int {
	switch t.Negatives {
	case InBatch:
		return 2*t.Batch - 1
	case Queue:
		return t.QueueLength
	}
	return t.Data.Len()
}

// anchors is the number of them in a batch.
func (t *Trainer) anchors() int {
	if t.Negatives == InBatch {
		return 2 * t.Batch
	}
	return t.Batch
}

// batches is the number of whole batches in an epoch.
func (t *Trainer) batches() int { return t.Data.Len() / t.Batch }
