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
	c, span, width := g.channels, g.kernel*g.channels, g.columns()
	g.eachRun(first, last, func(row, line, left, n int) {
		for range n {
			clear(rows[row : row+span])
			if line >= 0 {
				lo, hi := g.clip(left)
				copy(rows[row+(lo-left)*c:row+span], x[(line+lo)*c:(line+hi)*c])
			}
			row += width
			left += g.stride
		}
	}, func(row, at, n int) {
		for range n {
			copy(rows[row:row+span], x[at:at+span])
			row += width
			at += g.stride * c
		}
	})
}

// scatter is gather's transpose: it adds each row to the values of x from which
// gather would have taken it.
func (g *geometry) scatter(x, rows []float32, first, last int) {
	c, span, width := g.channels, g.kernel*g.channels, g.columns()
	g.eachRun(first, last, func(row, line, left, n int) {
		if line < 0 {
			return
		}
		for range n {
			lo, hi := g.clip(left)
			dst := x[(line+lo)*c : (line+hi)*c]
			kernels.Add(dst, dst, rows[row+(lo-left)*c:][:len(dst)])
			row += width
			left += g.stride
		}
	}, func(row, at, n int) {
		for range n {
			dst := x[at : at+span]
			kernels.Add(dst, dst, rows[row:row+span])
			row += width
			at += g.stride * c
		}
	})
}

// clip returns the columns [lo, hi) of the image that a kernel row which begins
// at column left covers.
func (g *geometry) clip(left int) (lo, hi int) {
	return max(left, 0), min(left+g.kernel, g.width)
}

// eachRun visits the output pixels [first, last), for each row k of the kernel,
// in runs of n neighbours within a row of an image. row is where the first
// one's values of kernel row k begin in the gathered rows.
//
// Runs whose kernel row lies inside the image go to inside, at being where it
// begins in x. Others go to border: it begins at column left of the image row
// whose first pixel is line, or line is -1 where there is no such row.
func (g *geometry) eachRun(first, last int, border func(row, line, left, n int), inside func(row, at, n int)) {
	pad, columns := g.kernel/2, g.columns()
	for p := first; p < last; {
		ox := p % g.outWidth
		oy := p / g.outWidth % g.outHeight
		image := p / g.outWidth / g.outHeight
		n := min(g.outWidth-ox, last-p)
		from, to := g.insideRun(ox, n)
		for k := range g.kernel {
			row := (p-first)*columns + k*g.kernel*g.channels
			left := ox*g.stride - pad
			iy := oy*g.stride + k - pad
			if iy < 0 || iy >= g.height {
				border(row, -1, left, n)
				continue
			}
			line := (image*g.height + iy) * g.width
			border(row, line, left, from)
			inside(row+from*columns, (line+left+from*g.stride)*g.channels, to-from)
			border(row+to*columns, line, left+to*g.stride, n-to)
		}
		p += n
	}
}

// insideRun returns the part [from, to) of a run of n output pixels from column
// ox whose kernel lies within the image's columns.
func (g *geometry) insideRun(ox, n int) (from, to int) {
	pad := g.kernel / 2
	from = min(n, max(0, (pad+g.stride-1)/g.stride-ox))
	to = max(from, min(n, (g.width+pad-g.kernel)/g.stride+1-ox))
	return from, to
}
