package optim

import (
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// AdamWOptions are the numbers of an [AdamW]. Zero is a value, not a default.
type AdamWOptions struct {
	Beta1       float64 // how much of the mean of the gradients stays, in [0, 1)
	Beta2       float64 // how much of the mean of their squares stays, in [0, 1)
	Epsilon     float64 // added to the root of the mean square, above 0
	WeightDecay float64 // at least 0
}

// AdamW is Adam with decoupled weight decay (I. Loshchilov and F. Hutter, "Decoupled
// Weight Decay Regularization", ICLR 2019). In step t, counted from 1:
//
//	m = β₁ m + (1-β₁) g,  v = β₂ v + (1-β₂) g²
//	w = w - rate·decay·w - rate · m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + ε)
//
// β₁ and β₂ are those given, rounded to float32: means and their corrections agree.
type AdamW struct {
	params       []*nn.Param
	mean, square [][]float32
	count        [2]float32 // of steps, the digits of base countBase, the lower one first
	stretches    []stretch
	decay        float64

	factors kernels.AdamWFactors // of the step that is being taken
	move    func(task int)       // moveStretch, bound once
}

// countBase is the number up to which float32 hold every whole number.
const countBase = 1 << 24

// NewAdamW returns an AdamW that has taken no step.
func NewAdamW(params []*nn.Param, options AdamWOptions) *AdamW {
	params = trainable(params)
	o := &AdamW{
		params:    params,
		mean:      zeros(params),
		square:    zeros(params),
		stretches: stretches(params),
		decay:     options.WeightDecay,
		factors: kernels.AdamWFactors{
			Beta1:   float32(options.Beta1),
			Beta2:   float32(options.Beta2),
			Epsilon: float32(options.Epsilon),
		},
	}
	o.move = o.moveStretch
	return o
}

// Step implements [Optimiser].
func (o *AdamW) Step(threads int, rate float64) {
	t, f := o.next(), &o.factors
	f.Rate = float32(rate / (1 - portable.Pow(float64(f.Beta1), t)))
	f.Scale = float32(1 / math.Sqrt(1-portable.Pow(float64(f.Beta2), t)))
	f.Decay = float32(rate * o.decay)
	parallel.For(threads, len(o.stretches), o.move)
}

// next counts a step and returns its number.
func (o *AdamW) next() float64 {
	o.count[0]++
	if o.count[0] == countBase {
		o.count = [2]float32{0, o.count[1] + 1}
	}
	return float64(o.count[0]) + float64(countBase*float64(o.count[1]))
}

func (o *AdamW) moveStretch(task int) {
	s := o.stretches[task]
	p, f := o.params[s.param], o.factors
	if !p.Decay {
		f.Decay = 0
	}
	kernels.AdamW(s.of(p.Value), s.of(o.mean[s.param]), s.of(o.square[s.param]), s.of(p.Grad), f)
}

// State implements [Optimiser]: the means as "adam.mean." and "adam.square." with the
// parameter's name, and as "adam.steps" the number of steps in two digits of base 2²⁴,
// the lower one first.
func (o *AdamW) State() []safetensors.Tensor {
	return slices.Concat(
		tensors("adam.mean.", o.params, o.mean),
		tensors("adam.square.", o.params, o.square),
		[]safetensors.Tensor{{Name: "adam.steps", Shape: []int{len(o.count)}, Data: o.count[:]}},
	)
}
