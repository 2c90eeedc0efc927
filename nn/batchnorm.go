package nn

import (
	"math"

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
// read y anyway. Statistics come in two steps: the passes write the sums of each image,
// and a settle function adds them in float64 in the order of the images.
type batchNorm struct {
	gamma, beta    *Param
	mean, variance *Param // running, for evaluation

	sums, dots []float32 // a row for each image, of whole blocks of channels: Σu and Σuv
	total      []float64 // Σu of the channels, then Σuv

	scale, shift []float32 // z = scale·y + shift; coefficients fill whole blocks, with zeros
	batchMean    []float64
	unbiased     []float64 // variance of the batch
	inverse      []float64 // 1 / sqrt(variance + ε) of the batch
	a, b, c      []float32 // dy = a·dz + b·y + c
}

// newBatchNorm returns the norm that begins as (y - mean)/sqrt(variance + ε).
func newBatchNorm(b *builder, name string, channels int) *batchNorm {
	blocks := filled(channels)
	return &batchNorm{
		gamma:     b.vector(name+".weight", channels, 1),
		beta:      b.vector(name+".bias", channels, 0),
		mean:      b.statistic(name+".running_mean", channels, 0),
		variance:  b.statistic(name+".running_var", channels, 1),
		scale:     make([]float32, blocks),
		shift:     make([]float32, blocks),
		batchMean: make([]float64, channels),
		unbiased:  make([]float64, channels),
		inverse:   make([]float64, channels),
		a:         make([]float32, blocks),
		b:         make([]float32, blocks),
		c:         make([]float32, blocks),
		total:     make([]float64, 2*blocks),
	}
}

// begin makes room for the sums of so many images.
func (n *batchNorm) begin(images int) {
	size := images * len(n.scale)
	n.sums, n.dots = matrix.Grow(n.sums, size), matrix.Grow(n.dots, size)
}

// rows returns the sums of the images [first, last) for a pass to write: of u and of u
// times v, which are both y in the forward pass, dz and y in the backward pass.
func (n *batchNorm) rows(first, last int) (sums, dots []float32) {
	c := len(n.scale)
	return n.sums[first*c : last*c], n.dots[first*c : last*c]
}

// addUp sums over the images and returns Σu and Σuv of each channel.
func (n *batchNorm) addUp() (sums, dots []float64) {
	c := len(n.scale)
	clear(n.total)
	sums, dots = n.total[:c], n.total[c:]
	for at := 0; at < len(n.sums); at += c {
		for i, v := range n.sums[at:][:c] {
			sums[i] += float64(v)
		}
		for i, v := range n.dots[at:][:c] {
			dots[i] += float64(v)
		}
	}
	return sums, dots
}

// settle makes the coefficients from the sums of a batch of the given number of pixels.
func (n *batchNorm) settle(pixels int) {
	count := float64(pixels)
	unbiased := count / max(1, count-1)
	sums, squares := n.addUp()
	for i := range n.inverse {
		mean := sums[i] / count
		variance := max(0, squares[i]/count-float64(mean*mean))
		n.batchMean[i] = mean
		n.inverse[i] = 1 / math.Sqrt(variance+normEpsilon)
		n.set(i, mean, n.inverse[i])
		n.unbiased[i] = float64(variance * unbiased)
	}
}

// move moves the running statistics towards those of the batch of the last settle: it is
// for passes that have come to their end.
func (n *batchNorm) move() {
	for i := range n.inverse {
		approach(&n.mean.Value[i], n.batchMean[i])
		approach(&n.variance.Value[i], n.unbiased[i])
	}
}

// settleRunning makes the coefficients from the running statistics.
func (n *batchNorm) settleRunning() {
	for i := range n.inverse {
		inverse := 1 / math.Sqrt(float64(n.variance.Value[i])+normEpsilon)
		n.set(i, float64(n.mean.Value[i]), inverse)
	}
}

func (n *batchNorm) set(i int, mean, inverse float64) {
	scale := float64(n.gamma.Value[i]) * inverse
	n.scale[i] = float32(scale)
	n.shift[i] = float32(float64(n.beta.Value[i]) - float64(mean*scale))
}

// approach moves a running statistic towards that of the newest batch.
func approach(running *float32, batch float64) {
	old := float64(*running)
	*running = float32(old + float64(normMomentum*(batch-old)))
}

// settleGradient makes the coefficients of backward and the gradients of γ and
// β from the sums of dz and of dz·y. With x̂ = (y - mean)·inverse and
// m pixels,
//
//	dβ = Σ dz,  dγ = Σ dz·x̂,  dy = scale (dz - dβ/m - x̂ dγ/m)
func (n *batchNorm) settleGradient(pixels int) {
	m := float64(pixels)
	sums, dots := n.addUp()
	for i := range n.inverse {
		sum, dot := sums[i], dots[i]
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

func (n *batchNorm) state() []*Param {
	return []*Param{n.gamma, n.beta, n.mean, n.variance}
}
