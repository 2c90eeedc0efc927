package nn

import (
	"github.com/abc86604/temper/kernels/conv"
	"github.com/abc86604/temper/kernels/matrix"
)

// A stage is a convolution without bias and the batch normalisation behind it. Its
// output is y, the convolution alone: normalising, adding a shortcut and ReLU are left
// to the activation, whose reader does them on the way.
//
// Backward goes the same way: an activation's grad is the gradient of the normalised
// values, and the pass that takes it through the convolution begins with the norm's
// step back to y.
type stage struct {
	plan   *conv.Plan
	weight *Param // [kernel row][kernel column][in][out]
	norm   *batchNorm

	y        conv.Maps
	partials partials // of the weights' gradient, a part for each range of images
}

func (s *stage) state() []*Param { return append([]*Param{s.weight}, s.norm.state()...) }

// begin makes room for a pass over images.
func (s *stage) begin(images int) {
	y := s.plan.Output(images)
	y.Data = matrix.Grow(s.y.Data, y.Size())
	s.y = y
	s.norm.begin(images)
}

// outputs is the number of output channels, those that fill up a block included.
func (s *stage) outputs() int { return s.y.Blocks() * conv.Block }

// convolve computes the channels [from, to) of the images of x, the first of which is
// first, and with train shows them to the norm.
func (s *stage) convolve(c *conv.Scratch, x conv.Maps, first, from, to int, train bool) {
	y := s.y.Slice(first, first+x.Images)
	s.plan.Forward(c, x, y, from, to)
	if train {
		sums, squares := s.norm.rows(first, first+x.Images)
		conv.Moments(y, sums, squares, from/conv.Block, to/conv.Block)
	}
}

// settle ends a forward pass: the norm's coefficients are known from here on.
func (s *stage) settle(train bool) {
	if train {
		s.norm.settle(s.y.Images * s.y.Height * s.y.Width)
	} else {
		s.norm.settleRunning()
	}
}

// settleGradient makes the norm's coefficients for the way back.
func (s *stage) settleGradient() { s.norm.settleGradient(s.y.Images * s.y.Height * s.y.Width) }

// differentiate writes the gradient of y for the images of dy, from first on, and the
// channel blocks [from, to), given that of the normalised values.
func (s *stage) differentiate(dy, grad conv.Maps, first, from, to int) {
	last := first + dy.Images
	n := s.norm
	conv.Differentiate(dy, grad.Slice(first, last), s.y.Slice(first, last), n.a, n.b, n.c, from, to)
}

// weightSum adds up the weights' gradient over the ranges.
func (s *stage) weightSum() reduction {
	out := s.weight.Shape[3]
	return reduction{&s.partials, s.outputs(), func(r int, sum []float32) {
		if row := s.plan.WeightRow(r); row >= 0 {
			copy(s.weight.Grad[row*out:][:out], sum)
		}
	}}
}
