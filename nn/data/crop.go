package data

import (
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/portable"
)

// window is a part of an image, in whole pixels.
type window struct{ top, left, height, width int }

const (
	cropTries = 10                  // as torchvision's RandomResizedCrop
	logAspect = 0.28768207245178093 // ln(4/3)
)

// window draws the part of a height×width image that a random resized crop
// keeps. A draw that does not fit in the image is made again, a few times; then
// the whole image is kept.
func (a Augment) window(r *portable.Rand, height, width int) window {
	if a.MinScale > 0 && a.MinScale < 1 {
		for range cropTries {
			area := float64(height*width) * (a.MinScale + float64((1-a.MinScale)*r.Float64()))
			aspect := portable.Exp(logAspect * (float64(2*r.Float64()) - 1))
			w := int(math.RoundToEven(math.Sqrt(float64(area * aspect))))
			h := int(math.RoundToEven(math.Sqrt(area / aspect)))
			if 0 < w && w <= width && 0 < h && h <= height {
				return window{r.IntN(height - h + 1), r.IntN(width - w + 1), h, w}
			}
		}
	}
	return window{0, 0, height, width}
}

// tap says which two samples of a row or column make one output sample: the
// one at offset low and the one at offset high, mixed by frac.
type tap struct {
	low, high int
	frac      float32
}

// taps places len(dst) samples evenly over n ones that are stride apart, the
// centre of each half a step from its edges. Beyond the centres of the
// outermost samples those are repeated.
func taps(dst []tap, n, stride int) {
	step := float64(n) / float64(len(dst))
	for i := range dst {
		at := float64((float64(i)+0.5)*step) - 0.5
		at = max(at, 0)
		low := min(int(at), n-1)
		dst[i] = tap{low * stride, min(low+1, n-1) * stride, float32(at - float64(low))}
	}
}

// zoom writes the window of an image, enlarged to the whole image's size by
// bilinear interpolation and standardised, to dst; mirrored left to right where
// asked.
func (w window) zoom(dst []float32, s *Set, image int, mirror bool, buf *buffer) {
	c := s.Channels
	buf.rows = resized(buf.rows, s.Height)
	buf.columns = resized(buf.columns, s.Width)
	buf.line = resized(buf.line, w.width*c)
	taps(buf.rows, w.height, s.Width*c)
	taps(buf.columns, w.width, c)
	if mirror {
		slices.Reverse(buf.columns)
	}
	px := s.Image(image)[(w.top*s.Width+w.left)*c:]
	for y, row := range buf.rows {
		mixRows(buf.line, px[row.low:], px[row.high:], row.frac)
		out := dst[y*s.Width*c:][:s.Width*c]
		if c == 3 {
			stretchRGB(out, buf.line, buf.columns)
		} else {
			stretch(out, buf.line, buf.columns, c)
		}
	}
}

// mixRows standardises two rows of bytes and mixes them.
func mixRows(dst []float32, low, high []uint8, frac float32) {
	low, high = low[:len(dst)], high[:len(dst)]
	for i := range dst {
		p := standard[low[i]]
		dst[i] = p + float32(frac*(standard[high[i]]-p))
	}
}

// stretch interpolates a row of pixels of c channels.
func stretch(dst, line []float32, columns []tap, c int) {
	for x, t := range columns {
		for ch := range c {
			p := line[t.low+ch]
			dst[x*c+ch] = p + float32(t.frac*(line[t.high+ch]-p))
		}
	}
}

// stretchRGB is stretch for three channels.
func stretchRGB(dst, line []float32, columns []tap) {
	for x, t := range columns {
		p, q := line[t.low:t.low+3:t.low+3], line[t.high:t.high+3:t.high+3]
		out := dst[3*x : 3*x+3 : 3*x+3]
		out[0] = p[0] + float32(t.frac*(q[0]-p[0]))
		out[1] = p[1] + float32(t.frac*(q[1]-p[1]))
		out[2] = p[2] + float32(t.frac*(q[2]-p[2]))
	}
}
