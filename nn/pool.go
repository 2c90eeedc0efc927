package nn

import "github.com/abc86604/temper/kernels"

// globalPool replaces each channel of an image by its mean over the pixels.
type globalPool struct {
	x, out Tensor
}

func (p *globalPool) forward(ws *workspace, x Tensor, _ bool) Tensor {
	p.x = x
	p.out.resize(x.N, 1, 1, x.C)
	ws.each(gridOf(x), func(_ *scratch, _, first, last int) {
		sums := make([]float64, x.C)
		for i := first; i < last; i++ {
			clear(sums)
			kernels.ColumnSums(sums, x.images(i, i+1))
			out := p.out.images(i, i+1)
			for c, sum := range sums {
				out[c] = float32(sum / float64(x.H*x.W))
			}
		}
	})
	return p.out
}

func (p *globalPool) backward(ws *workspace, dy Tensor) Tensor {
	dx := ws.takeLike(p.x)
	share := 1 / float32(dx.H*dx.W)
	ws.each(gridOf(dx), func(_ *scratch, _, first, last int) {
		for i := first; i < last; i++ {
			pixels := dx.images(i, i+1)
			kernels.Scale(share, pixels[:dx.C], dy.images(i, i+1))
			for done := dx.C; done < len(pixels); done *= 2 {
				copy(pixels[done:], pixels[:done])
			}
		}
	})
	ws.give(dy)
	return dx
}

func (*globalPool) state() []*Param { return nil }
