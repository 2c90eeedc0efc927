package train

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// sgd is stochastic gradient descent with momentum and weight decay:
//
//	d = g + decay·w,  v = momentum·v + d,  w = w - rate·v
//
// Norms and biases (Param.Decay false) are not decayed.
type sgd struct {
	params          []*nn.Param
	velocity        [][]float32
	stretches       []stretch
	momentum, decay float32
}

func newSGD(params []*nn.Param, momentum, decay float64) *sgd {
	o := &sgd{params: params, stretches: stretches(params), momentum: float32(momentum), decay: float32(decay)}
	for _, p := range params {
		o.velocity = append(o.velocity, make([]float32, len(p.Value)))
	}
	return o
}

// step moves every parameter against its gradient.
func (o *sgd) step(rate float64, threads int) {
	parallel.For(threads, len(o.stretches), func(i int) {
		s := o.stretches[i]
		p := o.params[s.param]
		decay := o.decay
		if !p.Decay {
			decay = 0
		}
		kernels.SGD(p.Value[s.from:s.to], o.velocity[s.param][s.from:s.to], p.Grad[s.from:s.to], float32(rate), o.momentum, decay)
	})
}

// tensors names the momentum buffers for a checkpoint.
func (o *sgd) tensors() []safetensors.Tensor {
	var ts []safetensors.Tensor
	for i, p := range o.params {
		ts = append(ts, safetensors.Tensor{Name: "momentum." + p.Name, Shape: p.Shape, Data: o.velocity[i]})
	}
	return ts
}
