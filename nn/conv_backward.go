package nn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
)

// backward takes grad, the gradient behind the normalisation, which
// norm.observe has seen for every task, back to the weights and to dx, which it
// adds to if add is set and overwrites if not. grad keeps its values.
func (c *conv) backward(ws *workspace, grad, dx Tensor, add bool) {
	c.norm.settleGradient(c.y.pixels())
	turned := c.stride == 1 && !c.first
	if turned {
		c.turned = matrix.Grow(c.turned, len(c.weight.Value))
		turn(ws, c.turned, c.weight.Value, c.kernel*c.kernel, c.channels, c.y.C)
	}
	g := gridOf(c.y)
	size := len(c.weight.Value)
	c.partial = matrix.Grow(c.partial, g.tasks()*size)
	ws.each(g, func(s *scratch, task, first, last int) {
		dz := grad.images(first, last)
		s.grad = matrix.Grow(s.grad, len(dz))
		c.norm.backward(s.grad, dz, c.y.images(first, last))
		x, dw := c.x.images(first, last), c.partial[task*size:][:size]
		switch {
		case turned:
			c.backwardTurned(s, dw, dx.images(first, last), x, add)
		case c.first:
			c.backwardGathered(s, dw, nil, x, add)
		default:
			c.backwardGathered(s, dw, dx.images(first, last), x, add)
		}
	})
	if turned {
		c.turnedDW = matrix.Grow(c.turnedDW, size)
		combine(ws, c.turnedDW, c.partial)
		turn(ws, c.weight.Grad, c.turnedDW, c.kernel*c.kernel, c.y.C, c.channels)
	} else {
		combine(ws, c.weight.Grad, c.partial)
	}
}

// backwardTurned computes a task's gradients at stride 1, where both are
// products with G, the gathered rows of dY (s.grad). Input pixel i takes part in
// output pixel i-k with the weights at offset k; so G, which holds dY at i+k,
// meets the weights in reversed order, and with W' = turn(W)
//
//	dX = G·W',  dW' = Gᵀ·X
func (c *conv) backwardTurned(s *scratch, dw, dx, x []float32, add bool) {
	back := newGeometry(c.kernel, 1, c.height, c.width, c.y.C)
	weights := matrix.Of(c.turned, back.columns(), c.channels)
	dWeights := matrix.Of(dw, back.columns(), c.channels)
	betaX, betaW := float32(0), float32(0)
	if add {
		betaX = 1
	}
	eachChunk(dx, c.channels, func(from, to int, dx blas32.General) {
		g := back.gathered(s, s.grad, from, to)
		x := matrix.Of(x[from*dx.Cols:to*dx.Cols], dx.Rows, dx.Cols)
		kernels.Gemm(1, blas.Trans, blas.NoTrans, 1, g, x, betaW, dWeights)
		kernels.Gemm(1, blas.NoTrans, blas.NoTrans, 1, g, weights, betaX, dx)
		betaW = 1
	})
}

// backwardGathered computes a task's gradients at any stride from dY (s.grad)
// and the gathered rows X of its inputs:
//
//	dW = Xᵀ·dY,  dX = dY·Wᵀ, each value added where X was gathered
//
// Without dx it leaves the second out.
func (c *conv) backwardGathered(s *scratch, dw, dx, x []float32, add bool) {
	dWeights := matrix.Of(dw, c.columns(), c.y.C)
	beta := float32(0)
	if !add {
		clear(dx)
	}
	eachChunk(s.grad, c.y.C, func(from, to int, dy blas32.General) {
		rows := c.gathered(s, x, from, to)
		kernels.Gemm(1, blas.Trans, blas.NoTrans, 1, rows, dy, beta, dWeights)
		beta = 1
		if dx != nil {
			kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, dy, c.weights(), 0, rows)
			c.scatter(dx, rows.Data, from, to)
		}
	})
}

// turn reverses the order of the taps, the positions under a kernel, and
// transposes each one's matrix, rows×cols in src and cols×rows in dst. Turning
// back is turning with rows and cols exchanged.
func turn(ws *workspace, dst, src []float32, taps, rows, cols int) {
	parallel.For(ws.threads, taps, func(tap int) {
		from := src[tap*rows*cols:][:rows*cols]
		to := dst[(taps-1-tap)*rows*cols:][:rows*cols]
		for r := range rows {
			for c, v := range from[r*cols:][:cols] {
				to[c*rows+r] = v
			}
		}
	})
}
