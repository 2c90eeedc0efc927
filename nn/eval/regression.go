package eval

import (
	"context"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"
)

const (
	// blockRows is the number of samples whose logits are held at once.
	blockRows = 512
	// The samples are shared out to at most mostParts parts, each with a gradient of
	// its own, and to no more than leastParts if gradients take over partsFloats.
	mostParts, leastParts = 64, 16
	partsFloats           = 1 << 23
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
// kernels.Gemm; everything else is float64. The samples are gone through in blocks, and the
// blocks in parts that depend on the shape alone and are added in order: the number of
// threads changes no bit, and no more than a block's logits are held.
type regression struct {
	x       blas32.General // samples × features
	classOf []int          // y
	classes int
	threads int

	weights blas32.General // classes × features: W
	parts   []part
	workers []scratch

	at    []float64 // the parameters of which value and grad are
	value float64
	grad  []float64
}

// part is the sum over some of the samples.
type part struct {
	lo, hi int
	loss   float64
	grad   []float64
}

// scratch is one worker's.
type scratch struct {
	logits  blas32.General // rows × classes
	product blas32.General // classes × features
	exp     []float64      // of a row
}

// newRegression takes samples x and their classes, of which there are so many. Its
// parameters are W row by row and then b.
func newRegression(threads int, x blas32.General, classOf []int, classes int) *regression {
	r := &regression{
		x: x, classOf: classOf, classes: classes, threads: threads,
		weights: matrix.New(classes, x.Cols),
		workers: make([]scratch, max(1, threads)),
	}
	r.at, r.grad = make([]float64, r.size()), make([]float64, r.size())
	r.at[0] = math.NaN() // nothing has been evaluated
	blocks := (x.Rows + blockRows - 1) / blockRows
	r.parts = make([]part, min(blocks, max(leastParts, min(mostParts, partsFloats/r.size()))))
	for i := range r.parts {
		lo, hi := i*blocks/len(r.parts), (i+1)*blocks/len(r.parts)
		r.parts[i] = part{lo: lo * blockRows, hi: min(hi*blockRows, x.Rows), grad: make([]float64, r.size())}
	}
	return r
}

// size is the number of parameters.
func (r *regression) size() int { return r.classes * (r.x.Cols + 1) }

// split returns the parts of params that are W and b.
func (r *regression) split(params []float64) (weights, bias []float64) {
	n := r.classes * r.x.Cols
	return params[:n], params[n:]
}

// loss and gradient are what optimize.Problem takes. Both come out of one evaluation, as
// the method asks for them at the same place. After the end of ctx both are nothing.
func (r *regression) loss(ctx context.Context, params []float64) float64 {
	if !slices.Equal(r.at, params) {
		r.evaluate(ctx, params)
	}
	return r.value
}

func (r *regression) gradient(ctx context.Context, grad, params []float64) {
	r.loss(ctx, params)
	copy(grad, r.grad)
}

// evaluate sets value and grad to the loss and its gradient at params.
func (r *regression) evaluate(ctx context.Context, params []float64) {
	copy(r.at, params)
	weights, bias := r.split(params)
	r.setWeights(weights)
	parallel.ForWorker(r.threads, len(r.parts), func(worker, i int) {
		r.sumPart(ctx, &r.workers[worker], &r.parts[i], bias)
	})
	clear(r.grad)
	r.value = 0
	for _, p := range r.parts {
		r.value += p.loss
		floats.Add(r.grad, p.grad)
	}
	perSample := 1 / float64(r.x.Rows)
	floats.Scale(perSample, r.grad)
	gradW, _ := r.split(r.grad)
	floats.AddScaled(gradW, weightDecay, weights)
	r.value = float64(r.value*perSample) + float64(weightDecay/2*floats.Dot(weights, weights))
}

// setWeights sets the weights to multiply with.
func (r *regression) setWeights(weights []float64) {
	for j, w := range weights {
		r.weights.Data[j] = float32(w)
	}
}

// sumPart sums the log loss and its gradient over the samples of p.
func (r *regression) sumPart(ctx context.Context, s *scratch, p *part, bias []float64) {
	p.loss = 0
	clear(p.grad)
	gradW, gradB := r.split(p.grad)
	s.product = matrix.Resize(s.product, r.classes, r.x.Cols)
	for lo := p.lo; lo < p.hi && ctx.Err() == nil; lo += blockRows {
		hi := min(lo+blockRows, p.hi)
		x := matrix.Rows(r.x, lo, hi)
		r.multiply(s, x)
		for i, class := range r.classOf[lo:hi] {
			p.loss += s.softmax(matrix.Row(s.logits, i), bias, class, gradB)
		}
		kernels.Gemm(r.threads, blas.Trans, blas.NoTrans, 1, s.logits, x, 0, s.product)
		for j, g := range s.product.Data {
			gradW[j] += float64(g)
		}
	}
}

// multiply sets the logits to those of rows x, but for the biases.
func (r *regression) multiply(s *scratch, x blas32.General) {
	s.logits = matrix.Resize(s.logits, x.Rows, r.classes)
	s.exp = matrix.Grow(s.exp, r.classes)
	kernels.Gemm(r.threads, blas.NoTrans, blas.Trans, 1, x, r.weights, 0, s.logits)
}

// softmax turns a row of products to P - Y, adds that to gradB and returns the log
// loss of the row's class.
func (s *scratch) softmax(row []float32, bias []float64, class int, gradB []float64) float64 {
	for c, b := range bias {
		s.exp[c] = float64(row[c]) + b
	}
	top := slices.Max(s.exp)
	loss := top - s.exp[class]
	sum := 0.0
	for c, v := range s.exp {
		s.exp[c] = portable.Exp(v - top)
		sum += s.exp[c]
	}
	for c, e := range s.exp {
		d := e / sum
		if c == class {
			d--
		}
		row[c] = float32(d)
		gradB[c] += d
	}
	return loss + portable.Log(sum)
}

// classify sets predicted to the most probable class of each row of x at params.
func (r *regression) classify(predicted []int, x blas32.General, params []float64) {
	weights, bias := r.split(params)
	r.setWeights(weights)
	s := &r.workers[0]
	r.multiply(s, x)
	for i := range predicted {
		row, best := matrix.Row(s.logits, i), 0
		for c, b := range bias {
			if float64(row[c])+b > float64(row[best])+bias[best] {
				best = c
			}
		}
		predicted[i] = best
	}
}
