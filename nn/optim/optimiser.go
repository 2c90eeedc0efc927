package optim

import (
	"slices"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// An Optimiser moves parameters against their gradients. Parameters without a Grad are
// not moved, and those whose Decay is false are not decayed.
type Optimiser interface {
	// Step moves every parameter by one step at the learning rate; threads 0 means one.
	// The result does not depend on threads. It allocates nothing.
	Step(threads int, rate float64)

	// State returns all that the optimiser knows of the steps before, under names of its
	// own, always in the same order. Writing to their Data changes the optimiser: whoever
	// fills them from a checkpoint goes on to the same bits.
	State() []safetensors.Tensor
}

// trainable returns the parameters that have a gradient.
func trainable(params []*nn.Param) []*nn.Param {
	return slices.DeleteFunc(slices.Clone(params), func(p *nn.Param) bool { return p.Grad == nil })
}

// zeros returns a buffer for each parameter.
func zeros(params []*nn.Param) [][]float32 {
	buffers := make([][]float32, len(params))
	for i, p := range params {
		buffers[i] = make([]float32, len(p.Value))
	}
	return buffers
}

// tensors names a buffer for each parameter.
func tensors(prefix string, params []*nn.Param, buffers [][]float32) []safetensors.Tensor {
	ts := make([]safetensors.Tensor, len(params))
	for i, p := range params {
		ts[i] = safetensors.Tensor{Name: prefix + p.Name, Shape: p.Shape, Data: buffers[i]}
	}
	return ts
}
