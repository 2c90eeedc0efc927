package nn

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/data"
)

// A Tensor is a batch of N images, or of what a layer makes of them, of H rows, W
// columns and C channels, dense in the order NHWC: the channels of a pixel lie side
// by side. Pooled features are of one pixel.
type Tensor struct {
	N, H, W, C int
	Data       []float32 // N·H·W·C values
}

// NewTensor returns a Tensor of zeros.
func NewTensor(n, h, w, c int) Tensor {
	return Tensor{N: n, H: h, W: w, C: c, Data: make([]float32, n*h*w*c)}
}

// size is the number of values of one image.
func (t Tensor) size() int { return t.H * t.W * t.C }

// images returns the values of the images [first, last).
func (t Tensor) images(first, last int) []float32 {
	return t.Data[first*t.size() : last*t.size()]
}

// matrix returns t with one row an image.
func (t Tensor) matrix() blas32.General { return matrix.Of(t.Data, t.N, t.size()) }

// resize gives t a new shape and keeps its memory where that is large enough.
// The values are arbitrary.
func (t *Tensor) resize(n, h, w, c int) {
	*t = Tensor{N: n, H: h, W: w, C: c, Data: matrix.Grow(t.Data, n*h*w*c)}
}

// check panics unless t holds what its shape says, in images of the shape that is wanted.
func (t Tensor) check(caller string, want data.Shape) {
	if is := (data.Shape{Height: t.H, Width: t.W, Channels: t.C}); is != want {
		panic(fmt.Sprintf("nn: %s: images are %s, want %s", caller, is, want))
	}
	if t.N < 1 || len(t.Data) != t.N*t.size() {
		panic(fmt.Sprintf("nn: %s: len(Data) = %d for %d images of %s", caller, len(t.Data), t.N, want))
	}
}
