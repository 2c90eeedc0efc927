package nn

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/conv"
)

// An activation is what stages hand on: one of
//
//	x = ReLU(norm(main.y))
//	x = ReLU(norm(main.y) + norm(side.y))
//	x = ReLU(norm(main.y) + skip.x)
//
// or the images themselves. It is made only when a stage reads it, a few images at a
// time, so that the convolution finds it in the cache.
type activation struct {
	main, side *stage
	skip       *activation
	images     Tensor

	shape conv.Maps // of x, without data
	x     conv.Maps // the values, where they are kept
	grad  conv.Maps // the gradient of norm(main.y): that of x where x is positive, else 0
	shift []float32 // of main and side together
}

// begin says of how many images x will be. What is kept belongs to the activation.
func (a *activation) begin(keep bool) {
	a.x.Data = a.x.Data[:0:cap(a.x.Data)]
	if a.main == nil {
		a.shape = conv.NewPixels(a.images.N, a.images.H, a.images.W, a.images.C)
	} else {
		y := a.main.y
		a.shape = conv.NewMaps(y.Images, y.Height, y.Width, y.Channels, 1)
	}
	if a.side != nil {
		a.shift = append(a.shift[:0], a.main.norm.shift...)
		kernels.Add(a.shift, a.shift, a.side.norm.shift)
	}
	if keep {
		a.x = bordered(a.x, a.shape)
	}
}

// bordered returns maps of a shape in the memory of others, if that is large enough and
// their borders lie where those of the shape do; else in new memory.
func bordered(old, shape conv.Maps) conv.Maps {
	if n := shape.Size(); cap(old.Data) >= n && old.Image() == shape.Image() && old.Pitch() == shape.Pitch() {
		shape.Data = old.Data[:n]
	} else {
		shape.Data = make([]float32, n)
	}
	return shape
}

// kept tells whether the values are there once they have been made.
func (a *activation) kept() bool { return len(a.x.Data) > 0 }

// compute makes the values of the images from first on, as many as dst has, in the
// channel blocks [from, to).
func (a *activation) compute(dst conv.Maps, first, from, to int) {
	last := first + dst.Images
	if a.main == nil {
		border(dst, a.images.images(first, last))
		return
	}
	y, n := a.main.y.Slice(first, last), a.main.norm
	switch {
	case a.side != nil:
		conv.ActivatePair(dst, y, a.side.y.Slice(first, last), n.scale, a.side.norm.scale, a.shift, from, to)
	case a.skip != nil:
		conv.ActivateSum(dst, y, a.skip.x.Slice(first, last), n.scale, n.shift, from, to)
	default:
		conv.Activate(dst, y, n.scale, n.shift, from, to)
	}
}

// border copies images into maps with a border.
func border(dst conv.Maps, images []float32) {
	width := dst.Width * dst.Channels
	for i := range dst.Images {
		for row := range dst.Height {
			copy(dst.Data[dst.At(i, 0, row, 0):][:width], images[(i*dst.Height+row)*width:])
		}
	}
}

// wanted tells whether the gradient is to be computed: it has been given memory.
func (a *activation) wanted() bool { return len(a.grad.Data) > 0 }

// rectify takes the gradient of x, which lies in grad for the images from first on, back
// through ReLU in the channel blocks [from, to), and sums it for the norms behind it. It
// does nothing if no gradient is wanted.
func (a *activation) rectify(x conv.Maps, first, from, to int) {
	if !a.wanted() {
		return
	}
	last := first + x.Images
	grad, y, n := a.grad.Slice(first, last), a.main.y.Slice(first, last), a.main.norm
	sums, dots := n.rows(first, last)
	if a.side == nil {
		conv.Rectify(grad, x, y, sums, dots, from, to)
		return
	}
	sideSums, sideDots := a.side.norm.rows(first, last)
	conv.RectifyPair(grad, x, y, a.side.y.Slice(first, last), sums, dots, sideDots, from, to)
	c := len(sums) / x.Images
	for i := 0; i < len(sums); i += c {
		copy(sideSums[i+from*conv.Block:i+to*conv.Block], sums[i+from*conv.Block:])
	}
}
