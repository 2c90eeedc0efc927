package train

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// TauSchedule is the temperature's way of moving.
type TauSchedule string

const (
	// ConstantTau leaves the loss's temperature as it is.
	ConstantTau TauSchedule = "constant"
	// CosineTau lets it swing between the loss's own, the least, and TauMax, where
	// it begins (Kukleva et al. 2023):
	//
	//	τ(e) = τ_min + ½ (τ_max - τ_min) (1 + cos(2π e/T))
	//
	// with e the epochs since the start of the run, which grow with every step, and
	// the period T.
	CosineTau TauSchedule = "cosine"
	// LearnableTau learns l = log(1/τ) beside the weights, by the same steps but
	// without decay, from the loss's own τ on. After each step τ is held between TauMin,
	// below which training is unstable (Radford et al. 2021 hold 1/τ at 100 or below),
	// and TauMax, above which a loss has next to nothing left to tell. The bias of
	// [loss.SigLIP] is learned as well.
	LearnableTau TauSchedule = "learnable"
)

// temperature knows the loss of every step.
type temperature struct {
	set     *Trainer // with its defaults filled in
	batches int      // steps per epoch

	learned []learned
}

// learned is a parameter of the loss that is learned beside the weights.
type learned struct {
	field *loss.Field
	param *nn.Param // log(1/τ) of a temperature, a bias as it is
}

// learnedNames are those in a checkpoint.
var learnedNames = map[loss.Learned]string{
	loss.LearnedScale: "temperature.log_scale",
	loss.LearnedBias:  "temperature.bias",
}

// newLearned returns a parameter that begins at value.
func newLearned(f *loss.Field, value float64) learned {
	l := learned{f, &nn.Param{Name: learnedNames[f.Learned], Shape: []int{1}, Value: make([]float32, 1), Grad: make([]float32, 1)}}
	l.param.Value[0] = float32(value)
	if f.Learned == loss.LearnedScale {
		l.param.Value[0] = logScale(value)
	}
	return l
}

// logScale is log(1/τ).
func logScale(tau float64) float32 { return float32(-portable.Log(tau)) }

// value is the parameter as the loss has it. At the ends of its range a float32 may
// lie just outside.
func (l learned) value() float64 {
	v := float64(l.param.Value[0])
	if l.field.Learned == loss.LearnedScale {
		v = portable.Exp(-v)
	}
	return min(max(v, l.field.Least), l.field.Most)
}

func newTemperature(t *Trainer) *temperature {
	m := &temperature{set: t, batches: t.batches()}
	if t.TauSchedule != LearnableTau {
		return m
	}
	fields := loss.MemberOf(t.Loss).Fields
	for i := range fields {
		if f := &fields[i]; f.Learned != loss.NotLearned {
			m.learned = append(m.learned, newLearned(f, loss.Get(t.Loss, f.Name).(float64)))
		}
	}
	return m
}

// lossAt is the loss of a step, counted from 0 over the whole run.
func (m *temperature) lossAt(step int) (loss.Loss, error) {
	switch m.set.TauSchedule {
	case CosineTau:
		return loss.Set(m.set.Loss, tauName, m.cosine(float64(step)/float64(m.batches)))
	case LearnableTau:
		return m.lossLearned()
	}
	return m.set.Loss, nil
}

// cosine is τ after a number of epochs. It is taken as a mean of both ends, which
// never leaves what lies between them.
func (m *temperature) cosine(epochs float64) float64 {
	low, _ := m.set.tau()
	periods := epochs / m.set.TauPeriod
	periods -= math.Floor(periods)
	high := float64(0.5 * (1 + portable.Cos(2*math.Pi*periods)))
	return float64(high*m.set.TauMax) + float64((1-high)*low)
}

// lossLearned is the loss with what has been learned.
func (m *temperature) lossLearned() (l loss.Loss, err error) {
	l = m.set.Loss
	for _, p := range m.learned {
		if l, err = loss.Set(l, p.field.Name, p.value()); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// params are what the optimiser has to move.
func (m *temperature) params() []*nn.Param {
	var all []*nn.Param
	for _, p := range m.learned {
		all = append(all, p.param)
	}
	return all
}

// tensors are what a checkpoint keeps of what is learned.
func (m *temperature) tensors() []safetensors.Tensor { return paramTensors(m.params()) }

// paramTensors are the values of params.
func paramTensors(params []*nn.Param) []safetensors.Tensor {
	var ts []safetensors.Tensor
	for _, p := range params {
		ts = append(ts, safetensors.Tensor{Name: p.Name, Shape: p.Shape, Data: p.Value})
	}
	return ts
}

// take hands the gradients of a step's loss to what is learned.
func (m *temperature) take(res loss.Result) {
	for _, p := range m.learned {
		p.param.Grad[0] = float32(p.field.Learned.Of(res.Scalars))
	}
}

// hold keeps τ in its bounds; it follows the optimiser's step.
func (m *temperature) hold() {
	for _, p := range m.learned {
		if p.field.Learned == loss.LearnedScale {
			p.param.Value[0] = min(max(p.param.Value[0], logScale(m.set.TauMax)), logScale(m.set.TauMin))
		}
	}
}

// tauName is the temperature among a loss's parameters.
const tauName = "tau"

// tau is the temperature of the trainer's loss, if it has one.
func (t *Trainer) tau() (tau float64, has bool) {
	tau, has = loss.Get(t.Loss, tauName).(float64)
	return tau, has
}

// checkTemperature checks what moves a temperature against the loss.
func (t *Trainer) checkTemperature() error {
	tau, has := t.tau()
	switch {
	case t.TauSchedule == ConstantTau:
		return nil
	case !has:
		return fmt.Errorf("tau schedule %s: the loss %s has no temperature", t.TauSchedule, loss.Name(t.Loss))
	case t.TauSchedule == LearnableTau:
		return t.checkLearnable(tau)
	case !(t.TauMax >= tau):
		return fmt.Errorf("highest temperature %v is below the loss's own, the lowest, %v", t.TauMax, tau)
	}
	return t.checkTau("highest", t.TauMax)
}

// checkLearnable checks the bounds of a temperature that is learned from tau on.
func (t *Trainer) checkLearnable(tau float64) error {
	if !(tau >= t.TauMin && tau <= t.TauMax) {
		return fmt.Errorf("learnable temperature from %v on, want it in [%v, %v], its lowest and highest", tau, t.TauMin, t.TauMax)
	}
	if err := t.checkTau("lowest", t.TauMin); err != nil {
		return err
	}
	return t.checkTau("highest", t.TauMax)
}

// checkTau returns an error unless the loss can be taken at tau.
func (t *Trainer) checkTau(which string, tau float64) error {
	l, err := loss.Set(t.Loss, tauName, tau)
	if err == nil {
		err = loss.Check(l)
	}
	if err != nil {
		return fmt.Errorf("%s temperature: %w", which, err)
	}
	return nil
}
