package nn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

// conv is a convolution without bias and the batch normalisation that follows
// it, up to the last step: y holds the convolution, and whoever reads it applies
// norm.scale and norm.shift to its channels on the way (see join).
//
// The convolution is a product of gathered input pixels and weights, Y = X·W,
// made chunk by chunk so that all of it stays in the cache. The gradients are
// products as well, in one of two ways: see conv_backward.go.
type conv struct {
	geometry
	weight *Param // [kernel row][kernel column][in][out]
	norm   *batchNorm
	first  bool // nothing trainable comes before: no input gradient

	x, y     Tensor
	partial  []float32 // a weight gradient for each task
	turned   []float32 // for backwardTurned: the weights, see turn
	turnedDW []float32 // and their gradient
}

// forward computes y and the coefficients of norm.
func (c *conv) forward(ws *workspace, x Tensor, train bool) {
	x.check("convolution", c.height, c.width, c.channels)
	c.x = x
	c.y.resize(x.N, c.outHeight, c.outWidth, c.weight.Shape[3])
	g := gridOf(c.y)
	c.norm.begin(g)
	ws.each(g, func(s *scratch, task, first, last int) {
		in := x.images(first, last)
		eachChunk(c.y.images(first, last), c.y.C, func(from, to int, y blas32.General) {
			columns := c.gathered(s, in, from, to)
			kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, columns, c.weights(), 0, y)
			if train {
				c.norm.observe(task, y.Data, y.Data)
			}
		})
	})
	if train {
		c.norm.settle(c.y.pixels())
	} else {
		c.norm.settleRunning()
	}
}

// gathered returns the gathered rows of the output pixels [from, to) in s.
func (g *geometry) gathered(s *scratch, x []float32, from, to int) blas32.General {
	rows := s.rows(to-from, g.columns())
	g.gather(rows.Data, x, from, to)
	return rows
}

// eachChunk calls f for the chunks of values with the given number of channels:
// the pixels [from, to) as the rows of a matrix.
func eachChunk(values []float32, channels int, f func(from, to int, chunk blas32.General)) {
	pixels := len(values) / channels
	for from := 0; from < pixels; from += chunkPixels {
		to := min(from+chunkPixels, pixels)
		f(from, to, matrix.Of(values[from*channels:to*channels], to-from, channels))
	}
}

func (c *conv) weights() blas32.General {
	return matrix.Of(c.weight.Value, c.columns(), c.weight.Shape[3])
}

func (c *conv) state() []*Param { return append([]*Param{c.weight}, c.norm.state()...) }
