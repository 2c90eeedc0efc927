package nn

import (
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

const (
	normEpsilon  = 1e-5 // added to the variance
	normMomentum = 0.1  // share of the newest batch in the running statistics
)

// batchNorm normalises each channel over the batch (Ioffe & Szegedy 2015):
//
//	z = γ (y - mean) / sqrt(variance + ε) + β = scale·y + shift
//
// It holds the channels' coefficients; applying them is left to the passes that
// read y anyway. Statistics come in two steps: observe adds up a task's values,
// and a settle function combines the tasks in their order in float64.
type batchNorm struct {
	gamma, beta    *Param
	mean, variance *Param // running, for evaluation

	sums, dots []float64 // a row for each task: Σu and Σuv
	count      int       // rows in use

	scale, shift []float32 // z = scale·y + shift
	batchMean    []float64
	inverse      []float64 // 1 / sqrt(variance + ε) of the batch
	a, b, c      []float32 // dy = a·dz + b·y + c
}

// newBatchNorm returns the norm that begins as (y - mean)/sqrt(variance + ε).
func newBatchNorm(name string, channels int) *batchNorm {
	n := &batchNorm{
		gamma:     newParam(name+".weight", false, channels),
		beta:      newParam(name+".bias", false, channels),
		mean:      newStatistic(name+".running_mean", channels),
		variance:  newStatistic(name+".running_var", channels),
		scale:     make([]float32, channels),
		shift:     make([]float32, channels),
		batchMean: make([]float64, channels),
		inverse:   make([]float64, channels),
		a:         make([]float32, channels),
		b:         make([]float32, channels),
		c:         make([]float32, channels),
	}
	for i := range channels {
		n.gamma.Value[i] = 1
		n.variance.Value[i] = 1
	}
	return n
}

// begin forgets the sums and makes room for those of g's tasks.
func (n *batchNorm) begin(g grid) {
	n.count = g.tasks()
	size := n.count * len(n.scale)
	n.sums, n.dots = matrix.Grow(n.sums, size), matrix.Grow(n.dots, size)
	clear(n.sums)
	clear(n.dots)
}

// observe adds the columns of u, and of u times v, to the sums of a task: u and
// v are both y in the forward pass, dz and y in the backward pass.
func (n *batchNorm) observe(task int, u, v []float32) {
	c := len(n.scale)
	kernels.ColumnSums(n.sums[task*c:][:c], u)
	kernels.ColumnDots(n.dots[task*c:][:c], u, v)
}

// total returns the sums of channel i over all tasks.
func (n *batchNorm) total(i int) (sum, dot float64) {
	for at := i; at < len(n.sums); at += len(n.scale) {
		sum += n.sums[at]
		dot += n.dots[at]
	}
	return sum, dot
}

// settle makes the coefficients from the batch that observe has seen, of the
// given number of pixels, and moves the running statistics towards it.
func (n *batchNorm) settle(pixels int) {
	count := float64(pixels)
	unbiased := count / max(1, count-1)
	for i := range n.scale {
		sum, squares := n.total(i)
		mean := sum / count
		variance := max(0, squares/count-float64(mean*mean))
		n.batchMean[i] = mean
		n.inverse[i] = 1 / math.Sqrt(variance+normEpsilon)
		n.set(i, mean, n.inverse[i])
		approach(&n.mean.Value[i], mean)
		approach(&n.variance.Value[i], float64(variance*unbiased))
	}
}

// settleRunning makes the coefficients from the running statistics.
func (n *batchNorm) settleRunning() {
	for i := range n.scale {
		inverse := 1 / math.Sqrt(float64(n.variance.Value[i])+normEpsilon)
		n.set(i, float64(n.mean.Value[i]), inverse)
	}
}

func (n *batchNorm) set(i int, mean, inverse float64) {
	scale := float64(n.gamma.Value[i]) * inverse
	n.scale[i] = float32(scale)
	n.shift[i] = float32(float64(n.beta.Value[i]) - float64(mean*scale))
}

// approach moves a running statistic towards that of the newest batch, which
// may be a product: the conversion keeps it out of the difference.
func approach(running *float32, batch float64) {
	old := float64(*running)
	*running = float32(old + float64(normMomentum*(float64(batch)-old)))
}

// settleGradient makes the coefficients of backward and the gradients of γ and
// β from the dz and y that observe has seen. With x̂ = (y - mean)·inverse and
// m pixels,
//
//	dβ = Σ dz,  dγ = Σ dz·x̂,  dy = scale (dz - dβ/m - x̂ dγ/m)
func (n *batchNorm) settleGradient(pixels int) {
	m := float64(pixels)
	for i := range n.scale {
		sum, dot := n.total(i)
		mean, inverse := n.batchMean[i], n.inverse[i]
		dGamma := inverse * (dot - float64(mean*sum))
		n.beta.Grad[i] = float32(sum)
		n.gamma.Grad[i] = float32(dGamma)
		scale := float64(n.gamma.Value[i]) * inverse
		slope := scale * inverse * dGamma / m
		n.a[i] = float32(scale)
		n.b[i] = float32(-slope)
		n.c[i] = float32(float64(mean*slope) - float64(scale*sum)/m)
	}
}

// backward takes dz, the gradient behind the norm, back to y. dy may be dz.
func (n *batchNorm) backward(dy, dz, y []float32) {
	kernels.AffineSum(dy, dz, y, n.a, n.b, n.c)
}

func (n *batchNorm) state() []*Param {
	return []*Param{n.gamma, n.beta, n.mean, n.variance}
}
