package nn

import "github.com/abc86604/temper/kernels"

// geometry is the shape of a convolution with a square kernel of odd size and
// zero padding of half a kernel, so that at stride 1 the output has the input's
// height and width.
type geometry struct {
	kernel, stride          int
	height, width, channels int // input
	outHeight, outWidth     int
}

func newGeometry(kernel, stride, height, width, channels int) geometry {
	return geometry{
		kernel: kernel, stride: stride,
		height: height, width: width, channels: channels,
		outHeight: (height-1)/stride + 1, outWidth: (width-1)/stride + 1,
	}
}

// columns is the number of input values under the kernel.
func (g *geometry) columns() int { return g.kernel * g.kernel * g.channels }

// gather writes one row for each output pixel in [first, last), counted through
// the images of x: the input values under the kernel in the order
// (kernel row, kernel column, channel), zeros beyond the border.
func (g *geometry) gather(rows, x []float32, first, last int) {
	c, span, stride := g.channels, g.kernel*g.channels, g.columns()
	g.eachLine(first, last, func(row, line, left, n int) {
		for range n {
			dst := rows[row : row+span]
			lo, hi := g.clip(left)
			if line >= 0 && hi-lo == g.kernel {
				copy(dst, x[(line+lo)*c:])
			} else {
				clear(dst)
				if line >= 0 {
					copy(dst[(lo-left)*c:], x[(line+lo)*c:(line+hi)*c])
				}
			}
			row += stride
			left += g.stride
		}
	})
}

// scatter is gather's transpose: it adds each row to the values of x from which
// gather would have taken it.
func (g *geometry) scatter(x, rows []float32, first, last int) {
	c, stride := g.channels, g.columns()
	g.eachLine(first, last, func(row, line, left, n int) {
		if line < 0 {
			return
		}
		for range n {
			lo, hi := g.clip(left)
			dst := x[(line+lo)*c : (line+hi)*c]
			kernels.Add(dst, dst, rows[row+(lo-left)*c:][:len(dst)])
			row += stride
			left += g.stride
		}
	})
}

// clip returns the columns [lo, hi) of the image that a kernel row which begins
// at column left covers.
func (g *geometry) clip(left int) (lo, hi int) {
	return max(left, 0), min(left+g.kernel, g.width)
}

// eachLine calls f for every row k of the kernel and every run of n output
// pixels of [first, last) that are neighbours in a row of an image. The first
// one's values of kernel row k begin at row in the gathered rows, and at pixel
// line+left of x, where line is the image row's first pixel, or -1 beyond the
// upper and lower border; left grows by the stride from pixel to pixel.
func (g *geometry) eachLine(first, last int, f func(row, line, left, n int)) {
	pad := g.kernel / 2
	for p := first; p < last; {
		ox := p % g.outWidth
		oy := p / g.outWidth % g.outHeight
		image := p / g.outWidth / g.outHeight
		n := min(g.outWidth-ox, last-p)
		for k := range g.kernel {
			line := -1
			if iy := oy*g.stride + k - pad; iy >= 0 && iy < g.height {
				line = (image*g.height + iy) * g.width
			}
			f((p-first)*g.columns()+k*g.kernel*g.channels, line, ox*g.stride-pad, n)
		}
		p += n
	}
}
