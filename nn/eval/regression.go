package eval

import (
	"context"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"
)

// The samples are shared out to at most mostParts parts, each with a gradient of
// its own, and to no more than leastParts if gradients take over partsFloats.
const (
	mostParts, leastParts = 64, 16
	partsFloats           = 1 << 23
)

// regression is a multinomial logistic regression of n samples, the rows of X,
// each of one class. With the weights W, biases b and probabilities P of [linear] it is
// the function
//
//	loss     = -1/n Σ_i log P[i, y_i] + decay/2 Σ W²
//	dloss/dW = (P - Y)ᵀ X / n + decay W
//	dloss/db = Σ_i (P - Y)[i] / n
//
// where Y is 1 at (i, y_i). The samples are gone through in blocks, and the
// blocks in parts that depend on the shape alone and are added in order: the number of
// threads changes no bit, and no more than a block's logits are held.
type regression struct {
	linear
	x       blas32.General // samples × features
	classOf []int          // y
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

// newRegression takes samples x and their classes, of which there are so many. Its
// parameters are W row by row and then b.
func newRegression(threads int, x blas32.General, classOf []int, classes int) *regression {
	r := &regression{
		linear:  linear{weights: matrix.New(classes, x.Cols), bias: make([]float64, classes), threads: threads},
		x:       x,
		classOf: classOf,
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
func (r *regression) size() int { return len(r.bias) * (r.x.Cols + 1) }

// split returns the parts of params that are W and b.
func (r *regression) split(params []float64) (weights, bias []float64) {
	n := len(r.bias) * r.x.Cols
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
	r.set(params)
	parallel.ForWorker(r.threads, len(r.parts), func(worker, i int) {
		r.sumPart(ctx, &r.workers[worker], &r.parts[i])
	})
	clear(r.grad)
	r.value = 0
	for _, p := range r.parts {
		r.value += p.loss
		floats.Add(r.grad, p.grad)
	}
	perSample := 1 / float64(r.x.Rows)
	floats.Scale(perSample, r.grad)
	weights, _ := r.split(params)
	gradW, _ := r.split(r.grad)
	floats.AddScaled(gradW, weightDecay, weights)
	r.value = float64(r.value*perSample) + float64(weightDecay/2*floats.Dot(weights, weights))
}

// set sets the model to params.
func (r *regression) set(params []float64) {
	weights, bias := r.split(params)
	for j, w := range weights {
		r.weights.Data[j] = float32(w)
	}
	copy(r.bias, bias)
}

// sumPart sums the log loss and its gradient over the samples of p.
func (r *regression) sumPart(ctx context.Context, s *scratch, p *part) {
	p.loss = 0
	clear(p.grad)
	gradW, gradB := r.split(p.grad)
	for lo := p.lo; lo < p.hi && ctx.Err() == nil; lo += blockRows {
		hi := min(lo+blockRows, p.hi)
		p.loss += s.gradient(r.linear, matrix.Rows(r.x, lo, hi), r.classOf[lo:hi], gradB)
		for j, g := range s.product.Data {
			gradW[j] += float64(g)
		}
	}
}
