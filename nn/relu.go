package nn

import "github.com/abc86604/temper/kernels"

// relu sets negative values to zero.
type relu struct {
	out Tensor
}

func (r *relu) forward(ws *workspace, x Tensor, _ bool) Tensor {
	r.out.resize(x.N, x.H, x.W, x.C)
	ws.each(byValues(x), func(_ *scratch, _, first, last int) {
		kernels.ReLU(r.out.images(first, last), x.images(first, last))
	})
	return r.out
}

func (r *relu) backward(ws *workspace, dy Tensor) Tensor {
	ws.each(byValues(dy), func(_ *scratch, _, first, last int) {
		g := dy.images(first, last)
		kernels.ReLUBackward(g, g, r.out.images(first, last))
	})
	return dy
}

func (*relu) state() []*Param { return nil }
