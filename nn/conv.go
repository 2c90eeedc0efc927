package nn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
)

// chunkPixels is how many output pixels of a task are gathered at once. It is
// the number of terms in one block of kernels.Gemm, so that a weight gradient
// is the same as if the whole task were one product.
const chunkPixels = 256

// conv is a convolution without bias and the batch normalisation that follows
// it, up to the last step: y holds the convolution, and whoever reads it applies
// norm.scale and norm.shift to its channels on the way (see join). The
// convolution is a product of gathered input pixels and weights, made chunk by
// chunk so that all of it stays in the cache:
//
//	Y = X·Wᵀ,  dW = dYᵀ·X,  dX = dY·W  (scattered back to the pixels)
type conv struct {
	geometry
	weight *Param // [out][kernel][kernel][in]
	norm   *batchNorm
	first  bool // nothing trainable comes before: no input gradient

	x, y    Tensor
	partial []float32 // a weight gradient for each task
}

// forward computes y and the coefficients of norm.
func (c *conv) forward(ws *workspace, x Tensor, train bool) {
	x.check("convolution", c.height, c.width, c.channels)
	c.x = x
	c.y.resize(x.N, c.outHeight, c.outWidth, c.weight.Shape[0])
	g := gridOf(c.y)
	c.norm.begin(g)
	ws.each(g, func(s *scratch, task, first, last int) {
		in := x.images(first, last)
		c.eachChunk(c.y.images(first, last), func(from, to int, y blas32.General) {
			columns := c.columnsOf(s, y.Rows)
			c.gather(columns.Data, in, from, to)
			kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, columns, c.weights(), 0, y)
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

// backward takes grad, the gradient behind the normalisation, which
// norm.observe has seen for every task, back to the weights and to dx, which it
// adds to if add is set and overwrites if not. grad keeps its values.
func (c *conv) backward(ws *workspace, grad, dx Tensor, add bool) {
	c.norm.settleGradient(c.y.pixels())
	g := gridOf(c.y)
	size := len(c.weight.Value)
	c.partial = grow(c.partial, g.tasks()*size)
	ws.each(g, func(s *scratch, task, first, last int) {
		if !c.first && !add {
			clear(dx.images(first, last))
		}
		dw := dense(c.weight.Shape[0], c.columns(), c.partial[task*size:][:size])
		in, y := c.x.images(first, last), c.y.images(first, last)
		beta := float32(0)
		c.eachChunk(grad.images(first, last), func(from, to int, dz blas32.General) {
			s.grad = grow(s.grad, len(dz.Data))
			dy := dense(dz.Rows, dz.Cols, s.grad)
			c.norm.backward(dy.Data, dz.Data, y[from*dz.Cols:to*dz.Cols])
			columns := c.columnsOf(s, dy.Rows)
			c.gather(columns.Data, in, from, to)
			kernels.Gemm(1, blas.Trans, blas.NoTrans, 1, dy, columns, beta, dw)
			beta = 1
			if !c.first {
				kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, dy, c.weights(), 0, columns)
				c.scatter(dx.images(first, last), columns.Data, from, to)
			}
		})
	})
	combine(ws, c.weight.Grad, c.partial)
}

// eachChunk calls f for the chunks of a task's output, with the pixels
// [from, to) and their values.
func (c *conv) eachChunk(out []float32, f func(from, to int, chunk blas32.General)) {
	width := c.weight.Shape[0]
	pixels := len(out) / width
	for from := 0; from < pixels; from += chunkPixels {
		to := min(from+chunkPixels, pixels)
		f(from, to, dense(to-from, width, out[from*width:to*width]))
	}
}

// columnsOf returns scratch memory for the gathered rows of n pixels.
func (c *conv) columnsOf(s *scratch, n int) blas32.General {
	s.columns = grow(s.columns, n*c.columns())
	return dense(n, c.columns(), s.columns)
}

func (c *conv) weights() blas32.General {
	return dense(c.weight.Shape[0], c.columns(), c.weight.Value)
}

func (c *conv) state() []*Param { return append([]*Param{c.weight}, c.norm.state()...) }
