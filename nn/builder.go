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

	height, width, channels int // of the values that the next layer reads

	body  []layer
	trunk *trunk // the last of body, where that takes more blocks
}

// stage appends a convolution with its norm and returns it; the next layer reads
// its output. The names are those of the convolution and of the norm. The first layer of
// an encoder reads images as they come.
func (b *builder) stage(name, norm string, kernel, stride, out int) *stage {
	shape := conv.Shape{
		Kernel: kernel, Stride: stride, In: b.channels, Out: out,
		Height: b.height, Width: b.width, Pixels: b.drawn == 0,
	}
	s := &stage{
		plan:   conv.NewPlan(shape),
		weight: newParam(name+".weight", true, kernel, kernel, b.channels, out),
		norm:   newBatchNorm(norm, out),
	}
	b.heNormal(s.weight.Value, kernel*kernel*b.channels)
	b.height, b.width, b.channels = shape.OutHeight(), shape.OutWidth(), out
	return s
}

// linear appends a linear layer.
func (b *builder) linear(name string, out int) *linear {
	in := b.height * b.width * b.channels
	l := newLinear(name, in, out)
	l.first = b.drawn == 0
	b.heNormal(l.weight.Value, in)
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

// heNormal fills the weights of the next layer.
func (b *builder) heNormal(weights []float32, fanIn int) {
	stream := b.drawn
	b.drawn++
	if b.zero {
		return
	}
	deviation := math.Sqrt(2 / float64(fanIn))
	r := portable.NewRand(b.seed, stream)
	for i := range weights {
		weights[i] = float32(deviation * r.Normal())
	}
}
