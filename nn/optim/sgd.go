package optim

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// SGD is stochastic gradient descent with momentum and weight decay.
type SGD struct {
	params          []*nn.Param
	velocity        [][]float32
	stretches       []stretch
	momentum, decay float32
	kernel          func(w, v, g []float32, lr, momentum, decay float32)

	rate float32        // of the step that is being taken
	move func(task int) // moveStretch, bound once
}

// NewSGD returns the optimiser
//
//	d = g + decay·w,  v = momentum·v + d,  w = w - rate·v
//
// of Polyak's momentum as PyTorch has it. momentum is in [0, 1), where 0 is none, and
// decay at least 0.
func NewSGD(params []*nn.Param, momentum, decay float64) *SGD {
	return newSGD(params, momentum, decay, kernels.SGD)
}

// NewNesterov returns the optimiser
//
//	d = g + decay·w,  v = momentum·v + d,  w = w - rate·(d + momentum·v)
//
// of Nesterov's momentum as PyTorch has it (see [kernels.Nesterov]), with the numbers
// and the state of [NewSGD].
func NewNesterov(params []*nn.Param, momentum, decay float64) *SGD {
	return newSGD(params, momentum, decay, kernels.Nesterov)
}

func newSGD(params []*nn.Param, momentum, decay float64, kernel func(w, v, g []float32, lr, momentum, decay float32)) *SGD {
	params = trainable(params)
	o := &SGD{
		params:    params,
		velocity:  zeros(params),
		stretches: stretches(params),
		momentum:  float32(momentum),
		decay:     float32(decay),
		kernel:    kernel,
	}
	o.move = o.moveStretch
	return o
}

// Step implements [Optimiser].
func (o *SGD) Step(threads int, rate float64) {
	o.rate = float32(rate)
	parallel.For(threads, len(o.stretches), o.move)
}

func (o *SGD) moveStretch(task int) {
	s := o.stretches[task]
	p := o.params[s.param]
	decay := o.decay
	if !p.Decay {
		decay = 0
	}
	o.kernel(s.of(p.Value), s.of(o.velocity[s.param]), s.of(p.Grad), o.rate, o.momentum, decay)
}

// State implements [Optimiser]: the velocities as "momentum." and the parameter's name.
func (o *SGD) State() []safetensors.Tensor { return tensors("momentum.", o.params, o.velocity) }
