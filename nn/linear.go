package nn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

// linear maps each image, whatever its shape, to a vector:
//
//	y = x·Wᵀ + b,  dW = dyᵀ·x,  db = Σ dy,  dx = dy·W
type linear struct {
	weight *Param // [out][in]
	bias   *Param
	first  bool // nothing trainable comes before: no input gradient

	x, y     Tensor
	ones     []float32
	sums     []float64
	partials partials // of the weights' gradient, a part for each range of images
}

// newLinear returns a linear layer with weights and bias of zero.
func newLinear(name string, in, out int) *linear {
	l := &linear{
		weight: newParam(name+".weight", true, out, in),
		bias:   newParam(name+".bias", false, out),
		ones:   make([]float32, out),
		sums:   make([]float64, out),
	}
	for i := range l.ones {
		l.ones[i] = 1
	}
	return l
}

func (l *linear) forward(ws *workspace, x Tensor, _ bool) Tensor {
	l.x = x
	l.y.resize(x.N, 1, 1, len(l.ones))
	kernels.Gemm(ws.threads, blas.NoTrans, blas.Trans, 1, x.matrix(), l.weights(), 0, l.y.matrix())
	kernels.Affine(l.y.Data, l.y.Data, l.ones, l.bias.Value)
	return l.y
}

func (l *linear) backward(ws *workspace, dy Tensor) Tensor {
	l.weightGradient(ws, dy)
	clear(l.sums)
	kernels.ColumnSums(l.sums, dy.Data)
	for i, sum := range l.sums {
		l.bias.Grad[i] = float32(sum)
	}
	var dx Tensor
	if !l.first {
		dx = ws.takeLike(l.x)
		kernels.Gemm(ws.threads, blas.NoTrans, blas.NoTrans, 1, dy.matrix(), l.weights(), 0, dx.matrix())
	}
	ws.give(dy)
	return dx
}

// weightGradient sums over ranges of images, each a product.
func (l *linear) weightGradient(ws *workspace, dy Tensor) {
	in := l.weight.Shape[1]
	g := grid{dy.N, linearRows}
	l.partials.begin(g.tasks(), len(l.weight.Value))
	for task := range g.tasks() {
		first, last := g.images(task)
		dw := matrix.Of(l.partials.part(task), len(l.ones), in)
		kernels.Gemm(ws.threads, blas.Trans, blas.NoTrans, 1,
			matrix.Rows(dy.matrix(), first, last), matrix.Rows(l.x.matrix(), first, last), 0, dw)
	}
	reduce(ws, reduction{&l.partials, in, func(row int, sum []float32) { copy(l.weight.Grad[row*in:][:in], sum) }})
}

func (l *linear) weights() blas32.General {
	return matrix.Of(l.weight.Value, l.weight.Shape[0], l.weight.Shape[1])
}

func (l *linear) state() []*Param { return []*Param{l.weight, l.bias} }
