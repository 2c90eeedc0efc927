package eval

import (
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// regression is a multinomial logistic regression of n samples, the rows of X,
// each of one class. With weights W (a row per class), biases b and P the
// softmax of X Wᵀ + b by row, it is the function
//
//	loss     = -1/n Σ_i log P[i, y_i] + decay/2 Σ W²
//	dloss/dW = (P - Y)ᵀ X / n + decay W
//	dloss/db = Σ_i (P - Y)[i] / n
//
// where Y is 1 at (i, y_i). Its two products are taken in float32, by
// kernels.Gemm; everything else is float64. The products alone would leave the
// loss rough at 1e-8, and a line search near the minimum without a descent to
// find. So it is not W but its change since the last evaluation that X is
// multiplied with: the error of the step shrinks with the step.
type regression struct {
	x       blas32.General // samples × features
	classOf []int          // y
	step    blas32.General // classes × features: the change of W
	p       blas32.General // samples × classes: X stepᵀ, then P - Y
	product blas32.General // classes × features: (P - Y)ᵀ X
	logits  []float64      // samples × classes: X Wᵀ

	at    []float64 // the parameters of which logits, value and grad are
	value float64
	grad  []float64
}

// newRegression takes samples x and their classes, of which there are so many.
// Its parameters are W row by row and then b; they start from zero.
func newRegression(x blas32.General, classOf []int, classes int) *regression {
	r := &regression{
		x:       x,
		classOf: classOf,
		step:    matrix.New(classes, x.Cols),
		p:       matrix.New(x.Rows, classes),
		product: matrix.New(classes, x.Cols),
		logits:  make([]float64, x.Rows*classes),
		at:      make([]float64, classes*(x.Cols+1)),
		grad:    make([]float64, classes*(x.Cols+1)),
	}
	r.move(r.at)
	return r
}

// loss and gradient are what optimize.Problem takes. Both come out of one
// evaluation, as the method asks for them at the same place.
func (r *regression) loss(params []float64) float64 {
	if !slices.Equal(r.at, params) {
		r.move(params)
	}
	return r.value
}

func (r *regression) gradient(grad, params []float64) {
	r.loss(params)
	copy(grad, r.grad)
}

// move evaluates the loss and the gradient at params.
func (r *regression) move(params []float64) {
	weights, bias := r.split(params)
	gradW, gradB := r.split(r.grad)
	for j, w := range weights {
		r.step.Data[j] = float32(w - r.at[j])
	}
	copy(r.at, params)
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, r.x, r.step, 0, r.p)
	r.value = r.softmax(bias, gradB)
	kernels.Gemm(1, blas.Trans, blas.NoTrans, 1, r.p, r.x, 0, r.product)
	perSample := 1 / float64(r.x.Rows)
	for j, w := range weights {
		gradW[j] = float64(float64(r.product.Data[j])*perSample) + float64(weightDecay*w)
		r.value += float64(weightDecay / 2 * w * w)
	}
}

// split returns the parts of params that are W and b.
func (r *regression) split(params []float64) (weights, bias []float64) {
	return params[:len(r.step.Data)], params[len(r.step.Data):]
}

// softmax adds p, the change of X Wᵀ, to the logits, turns p to P - Y, sets
// gradB to the mean of its rows and returns the mean log loss.
func (r *regression) softmax(bias, gradB []float64) float64 {
	clear(gradB)
	loss := 0.0
	exp := make([]float64, len(bias))
	for i, class := range r.classOf {
		p, logits := matrix.Row(r.p, i), r.logits[i*len(bias):][:len(bias)]
		for c, v := range p {
			logits[c] += float64(v)
			exp[c] = logits[c] + bias[c]
		}
		top := slices.Max(exp)
		loss -= exp[class] - top
		sum := 0.0
		for c, v := range exp {
			exp[c] = portable.Exp(v - top)
			sum += exp[c]
		}
		loss += portable.Log(sum)
		for c, e := range exp {
			d := e / sum
			if c == class {
				d--
			}
			p[c] = float32(d)
			gradB[c] += d
		}
	}
	n := float64(len(r.classOf))
	for c := range gradB {
		gradB[c] /= n
	}
	return loss / n
}

// predict returns the most probable class of each row of x at params.
func (r *regression) predict(x blas32.General, params []float64) []int {
	weights, bias := r.split(params)
	for j, w := range weights {
		r.step.Data[j] = float32(w)
	}
	logits := matrix.New(x.Rows, len(bias))
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, x, r.step, 0, logits)
	predicted := make([]int, x.Rows)
	for i := range predicted {
		l := matrix.Row(logits, i)
		for c, v := range l {
			best := predicted[i]
			if float64(v)+bias[c] > float64(l[best])+bias[best] {
				predicted[i] = c
			}
		}
	}
	return predicted
}
