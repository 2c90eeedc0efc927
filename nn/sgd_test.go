package nn

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// sgd is what package optim has, which imports this one: momentum 0.9, decay 1e-3.
type sgd struct {
	params   []*Param
	velocity []safetensors.Tensor
}

func newSGD(params []*Param) *sgd {
	s := &sgd{params: params}
	for _, p := range params {
		s.velocity = append(s.velocity, safetensors.Tensor{Name: "momentum." + p.Name, Data: make([]float32, len(p.Value))})
	}
	return s
}

func (s *sgd) step(rate float32) {
	for i, p := range s.params {
		decay := float32(1e-3)
		if !p.Decay {
			decay = 0
		}
		kernels.SGD(p.Value, s.velocity[i].Data, p.Grad, rate, 0.9, decay)
	}
}
