package nn

import (
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// A builder makes the layers of an encoder in order and gives their weights
// their first values: He normal (He et al. 2015, "Delving deep into
// rectifiers"), with the variance 2/fanIn. Biases begin at zero.
type builder struct {
	seed   uint64
	layers uint64 // made so far: each draws from a stream of its own
	zero   bool   // leave the weights at zero, for a copy to overwrite

	height, width, channels int // of the values that the next layer reads
}

// conv appends a convolution with its norm and returns it; the next layer reads
// its output. The names are those of the convolution and of the norm.
func (b *builder) conv(name, norm string, kernel, stride, out int) *conv {
	c := &conv{
		geometry: newGeometry(kernel, stride, b.height, b.width, b.channels),
		weight:   newParam(name+".weight", true, kernel, kernel, b.channels, out),
		norm:     newBatchNorm(norm, out),
		first:    b.layers == 0,
	}
	b.heNormal(c.weight.Value, c.columns())
	b.height, b.width, b.channels = c.outHeight, c.outWidth, out
	return c
}

// linear appends a linear layer.
func (b *builder) linear(name string, out int) *linear {
	in := b.height * b.width * b.channels
	l := newLinear(name, in, out)
	l.first = b.layers == 0
	b.heNormal(l.weight.Value, in)
	b.height, b.width, b.channels = 1, 1, out
	return l
}

// pool appends global average pooling.
func (b *builder) pool() *globalPool {
	b.height, b.width = 1, 1
	return new(globalPool)
}

// heNormal fills the weights of the next layer.
func (b *builder) heNormal(weights []float32, fanIn int) {
	layer := b.layers
	b.layers++
	if b.zero {
		return
	}
	deviation := math.Sqrt(2 / float64(fanIn))
	r := portable.NewRand(b.seed, layer)
	for i := range weights {
		weights[i] = float32(deviation * r.Normal())
	}
}
