package nn

import (
	"math"

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

func newLinear(weight, bias *Param) *linear {
	out := len(bias.Value)
	l := &linear{weight: weight, bias: bias, ones: make([]float32, out), sums: make([]float64, out)}
	for i := range l.ones {
		l.ones[i] = 1
	}
	return l
}

func (l *linear) forward(ws *workspace, x Tensor, _ bool) Tensor {
	l.x = x
	l.y.resize(x.N, 1, 1, len(l.ones))
	ws.product(blas.NoTrans, blas.Trans, x.matrix(), l.weights(), l.y.matrix())
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
		ws.product(blas.NoTrans, blas.NoTrans, dy.matrix(), l.weights(), dx.matrix())
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
		ws.product(blas.Trans, blas.NoTrans, matrix.Rows(dy.matrix(), first, last), matrix.Rows(l.x.matrix(), first, last), dw)
	}
	reduce(ws, reduction{&l.partials, in, func(row int, sum []float32) { copy(l.weight.Grad[row*in:][:in], sum) }})
}

func (l *linear) weights() blas32.General {
	return matrix.Of(l.weight.Value, l.weight.Shape[0], l.weight.Shape[1])
}

func (l *linear) state() []*Param { return []*Param{l.weight, l.bias} }

// A part of a product has at least productRows rows, which outweigh that the other factor
// is packed again, and not many more multiply-adds than productSize.
const (
	productRows = 1024
	productSize = math.MaxInt32
)

// product computes c = op(a)·op(b) in parts, between which a pass may end.
func (ws *workspace) product(tA, tB blas.Transpose, a, b, c blas32.General) {
	terms := a.Cols
	if tA == blas.Trans {
		terms = a.Rows
	}
	ws.productBy(max(productRows, productSize/(terms*c.Cols)), tA, tB, a, b, c)
}

// productBy is product with so many rows of c in a part.
func (ws *workspace) productBy(step int, tA, tB blas.Transpose, a, b, c blas32.General) {
	for from := 0; from < c.Rows && !ws.stopped(); from += step {
		to := min(from+step, c.Rows)
		part := matrix.Rows(c, from, to)
		if tA == blas.Trans {
			kernels.Gemm(ws.threads, tA, tB, 1, columns(a, from, to), b, 0, part)
		} else {
			kernels.Gemm(ws.threads, tA, tB, 1, matrix.Rows(a, from, to), b, 0, part)
		}
	}
}

// columns returns the columns [from, to) of a.
func columns(a blas32.General, from, to int) blas32.General {
	return blas32.General{Rows: a.Rows, Cols: to - from, Stride: a.Stride, Data: a.Data[from:]}
}
