package train

import (
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// Schedule is the learning rate's way of falling.
type Schedule string

const (
	// StepSchedule multiplies the rate by 0.1 at 80 % and again at 95 % of the
	// epochs: 160 and 190 of 200, as in Wang & Liu 2021.
	StepSchedule Schedule = "step"
	// CosineSchedule lowers the rate with every step, from its full value after
	// the warm-up to 0 after the last: lr ½ (1 + cos(π t/T)) (Loshchilov &
	// Hutter 2017, without restarts).
	CosineSchedule Schedule = "cosine"
)

// rates gives the learning rate of every optimiser step.
type rates struct {
	kind    Schedule
	base    float64
	epochs  int
	batches int // steps per epoch
	warmup  int // epochs
}

// rate returns the learning rate of a step, counted from 0 over the whole run.
// During the warm-up it rises linearly and reaches the base at its last step.
func (s rates) rate(step int) float64 {
	warm := s.warmup * s.batches
	if step < warm {
		return s.base * (float64(step+1) / float64(warm))
	}
	if s.kind == CosineSchedule {
		t := float64(step-warm) / float64(s.epochs*s.batches-warm)
		return s.base * (0.5 * (1 + portable.Cos(math.Pi*t)))
	}
	switch epoch := step / s.batches; {
	case 20*epoch >= 19*s.epochs:
		return s.base * 0.01
	case 5*epoch >= 4*s.epochs:
		return s.base * 0.1
	}
	return s.base
}
