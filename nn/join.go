package nn

import "github.com/abc86604/temper/kernels"

// join ends a stage of convolutions: it normalises one convolution's output,
// adds that of a second one or the stage's input if there is such a shortcut,
// and applies ReLU, all while the values are in the cache.
type join struct {
	main *conv
	side *conv // nil without a convolution on the shortcut
	plus bool  // the shortcut is the identity

	out          Tensor
	scale, shift []float32 // of the shortcut, and of the sum
}

// newJoin returns the join behind main; at most one of side and plus is set.
func newJoin(main, side *conv, plus bool) *join {
	channels := len(main.norm.scale)
	j := &join{main: main, side: side, plus: plus}
	j.scale, j.shift = make([]float32, channels), make([]float32, channels)
	for i := range j.scale {
		j.scale[i] = 1
	}
	return j
}

// forward reads the convolutions' last outputs and, for an identity shortcut, x.
func (j *join) forward(ws *workspace, x Tensor) Tensor {
	y, norm := j.main.y, j.main.norm
	j.out.resize(y.N, y.H, y.W, y.C)
	scale, shift := j.scale, norm.shift
	if j.side != nil {
		x, scale, shift = j.side.y, j.side.norm.scale, j.shift
		kernels.Add(shift, norm.shift, j.side.norm.shift)
	}
	ws.each(gridOf(y), func(_ *scratch, _, first, last int) {
		out, in := j.out.images(first, last), y.images(first, last)
		eachBlock(len(out), y.C, func(from, to int) {
			z := out[from:to]
			if j.side != nil || j.plus {
				kernels.AffineSum(z, in[from:to], x.images(first, last)[from:to], norm.scale, scale, shift)
			} else {
				kernels.Affine(z, in[from:to], norm.scale, shift)
			}
			kernels.ReLU(z, z)
		})
	})
	return j.out
}

// backward takes the gradient of the output, in place, behind the ReLU, where
// it is the gradient of the normalised convolutions and of an identity shortcut
// alike, and shows it to the norms.
func (j *join) backward(ws *workspace, grad Tensor) {
	g := gridOf(grad)
	convs := []*conv{j.main}
	if j.side != nil {
		convs = append(convs, j.side)
	}
	for _, c := range convs {
		c.norm.begin(g)
	}
	ws.each(g, func(_ *scratch, task, first, last int) {
		dz, out := grad.images(first, last), j.out.images(first, last)
		eachBlock(len(dz), grad.C, func(from, to int) {
			block := dz[from:to]
			kernels.ReLUBackward(block, block, out[from:to])
			for _, c := range convs {
				c.norm.observe(task, block, c.y.images(first, last)[from:to])
			}
		})
	})
}
