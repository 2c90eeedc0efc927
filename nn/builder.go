package nn

import (
	"math"

	"github.com/abc86604/temper/kernels/conv"
	"github.com/abc86604/temper/kernels/portable"
)

// A builder makes the layers of an encoder in order and gives their weights
// their first values: He normal (He et al. 2015, "Delving deep into
// rectifiers"), with the variance 2/fanIn. Biases begin at zero.
type builder struct {
	seed  uint64
	drawn uint64 // streams of random numbers: each array of weights has one of its own
	zero  bool   // leave the weights at zero, for a copy to overwrite

	// shared are parameters to use instead of new ones, in the order in which those would
	// be made. It is nil if there are none.
	shared []*Param

	height, width, channels int // of the values that the next layer reads

	body  []layer
	trunk *trunk // the last of body, where that takes more blocks
	norms []*batchNorm
}

// stage appends a convolution with its norm and returns it; the next layer reads
// its output. The names are those of the convolution and of the norm. The first layer of
// an encoder reads images as they come.
func (b *builder) stage(name, norm string, kernel, stride, out int) *stage {
	shape := conv.Shape{
		Kernel: kernel, Stride: stride, In: b.channels, Out: out,
		Height: b.height, Width: b.width, Pixels: b.drawn == 0,
	}
	weight := b.weights(name+".weight", kernel*kernel*b.channels, kernel, kernel, b.channels, out)
	s := &stage{plan: conv.NewPlan(shape), weight: weight, norm: newBatchNorm(b, norm, out)}
	b.norms = append(b.norms, s.norm)
	b.height, b.width, b.channels = shape.OutHeight(), shape.OutWidth(), out
	return s
}

// linear appends a linear layer.
func (b *builder) linear(name string, out int) *linear {
	in := b.height * b.width * b.channels
	first := b.drawn == 0
	l := newLinear(b.weights(name+".weight", in, out, in), b.vector(name+".bias", out, 0))
	l.first = first
	b.height, b.width, b.channels = 1, 1, out
	return l
}

// block appends a block to the trunk.
func (b *builder) block(next block) {
	if b.trunk == nil {
		b.trunk = new(trunk)
		b.body = append(b.body, b.trunk)
	}
	b.trunk.blocks = append(b.trunk.blocks, next)
}

// pool ends the trunk: the next layer reads the means of the channels.
func (b *builder) pool() { b.trunk, b.height, b.width = nil, 1, 1 }

// weights returns the weights of the next layer, which add up fanIn values.
func (b *builder) weights(name string, fanIn int, shape ...int) *Param {
	stream := b.drawn
	b.drawn++
	if b.shared != nil {
		return b.takeShared()
	}
	p := newParam(name, true, shape...)
	if !b.zero {
		heNormal(p.Value, fanIn, portable.NewRand(b.seed, stream))
	}
	return p
}

// vector returns a parameter of n values that begin as value. Weight decay does not apply.
func (b *builder) vector(name string, n int, value float32) *Param {
	if b.shared != nil {
		return b.takeShared()
	}
	return newParam(name, false, n).filled(value)
}

// statistic returns an array of n values that begin as value and are not trained.
func (b *builder) statistic(name string, n int, value float32) *Param {
	if b.shared != nil {
		return b.takeShared()
	}
	return newStatistic(name, n).filled(value)
}

func (b *builder) takeShared() *Param {
	p := b.shared[0]
	b.shared = b.shared[1:]
	return p
}

// heNormal draws weights.
func heNormal(weights []float32, fanIn int, r *portable.Rand) {
	deviation := math.Sqrt(2 / float64(fanIn))
	for i := range weights {
		weights[i] = float32(deviation * r.Normal())
	}
}
