package nn

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
)

// The temperature's ways of moving.
const (
	// ConstantTau leaves the loss's temperature as it is.
	ConstantTau = "constant"
	// CosineTau lets it swing between the loss's own, the least, and TauMax, where
	// it begins (Kukleva et al. 2023):
	//
	//	τ(e) = τ_min + ½ (τ_max - τ_min) (1 + cos(2π e/T))
	//
	// with e the epochs since the start of the run, which grow with every step, and
	// the period T.
	CosineTau = "cosine"
	// LearnableTau learns l = log(1/τ) beside the weights, by the same steps but
	// without decay, from the loss's own τ on. After each step 1/τ is held at 100 or
	// below (Radford et al. 2021). The bias of [loss.SigLIP] is learned as well.
	LearnableTau = "learnable"
)

// maxLogScale is log 100.
const maxLogScale = 2 * math.Ln10

// temperature knows the loss of every step.
type temperature struct {
	set     *Trainer // with its defaults filled in
	batches int      // steps per epoch

	// What is learned, one number each; nil if it is not.
	logScale *Param // log(1/τ)
	bias     *Param
}

func newTemperature(t *Trainer) *temperature {
	m := &temperature{set: t, batches: t.batches()}
	if t.TauSchedule != LearnableTau {
		return m
	}
	name, p := loss.Describe(t.Loss)
	m.logScale = newParam("temperature.log_scale", false, 1)
	m.logScale.Value[0] = float32(-portable.Log(p.Tau))
	if name == "siglip" {
		m.bias = newParam("temperature.bias", false, 1)
		m.bias.Value[0] = float32(p.Bias)
	}
	return m
}

// lossAt is the loss of a step, counted from 0 over the whole run.
func (m *temperature) lossAt(step int) (loss.Loss, error) {
	switch m.set.TauSchedule {
	case CosineTau:
		return loss.WithTau(m.set.Loss, m.cosine(float64(step)/float64(m.batches))), nil
	case LearnableTau:
		return m.learned()
	}
	return m.set.Loss, nil
}

// cosine is τ after a number of epochs. It is taken as a mean of both ends, which
// never leaves what lies between them.
func (m *temperature) cosine(epochs float64) float64 {
	_, p := loss.Describe(m.set.Loss)
	periods := epochs / m.set.TauPeriod
	periods -= math.Floor(periods)
	high := float64(0.5 * (1 + portable.Cos(2*math.Pi*periods)))
	return float64(high*m.set.TauMax) + float64((1-high)*p.Tau)
}

// learned is the loss with what has been learned. A temperature that has risen
// out of the range of losses is an error.
func (m *temperature) learned() (loss.Loss, error) {
	name, p := loss.Describe(m.set.Loss)
	p.Tau = portable.Exp(-float64(m.logScale.Value[0]))
	if m.bias != nil {
		p.Bias = float64(m.bias.Value[0])
	}
	return loss.New(name, p)
}

// params are what the optimiser has to move.
func (m *temperature) params() []*Param {
	switch {
	case m.logScale == nil:
		return nil
	case m.bias == nil:
		return []*Param{m.logScale}
	}
	return []*Param{m.logScale, m.bias}
}

// tensors are what a checkpoint keeps of what is learned.
func (m *temperature) tensors() []tensor { return paramTensors("", m.params()) }

// take hands the gradients of a step's loss to what is learned.
func (m *temperature) take(res loss.Result) {
	if m.logScale != nil {
		m.logScale.Grad[0] = float32(res.GradLogScale)
	}
	if m.bias != nil {
		m.bias.Grad[0] = float32(res.GradBias)
	}
}

// clamp holds the scale in its bounds; it follows the optimiser's step.
func (m *temperature) clamp() {
	if m.logScale != nil {
		m.logScale.Value[0] = min(m.logScale.Value[0], maxLogScale)
	}
}

// fillTemperature fills in the defaults of a schedule: the paper's highest
// temperature, and its period of 200 epochs or a shorter run's length.
func (t *Trainer) fillTemperature() {
	setDefault(&t.TauSchedule, ConstantTau)
	if t.TauSchedule == CosineTau {
		setDefault(&t.TauMax, 1)
		setDefault(&t.TauPeriod, min(200, float64(t.Epochs)))
	}
}

func (t *Trainer) checkTemperature() error {
	name, p := loss.Describe(t.Loss)
	switch t.TauSchedule {
	case ConstantTau:
		return nil
	case CosineTau, LearnableTau:
	default:
		return fmt.Errorf("unknown temperature schedule %q, want %q, %q or %q", t.TauSchedule, ConstantTau, CosineTau, LearnableTau)
	}
	switch {
	case p.Tau == 0:
		return fmt.Errorf("temperature schedule %q: the loss %s has no temperature", t.TauSchedule, name)
	case t.TauSchedule == LearnableTau && p.Tau < 0.01:
		return fmt.Errorf("learnable temperature from %v on, want at least 0.01", p.Tau)
	case t.TauSchedule == LearnableTau:
		return nil
	case !(t.TauPeriod > 0 && t.TauPeriod <= math.MaxFloat32):
		return fmt.Errorf("temperature's period of %v epochs, want a positive number", t.TauPeriod)
	case !(t.TauMax >= p.Tau):
		return fmt.Errorf("highest temperature %v is below the loss's own, the lowest, %v", t.TauMax, p.Tau)
	}
	return checkLoss(loss.WithTau(t.Loss, t.TauMax))
}
