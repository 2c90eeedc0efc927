package data

import (
	"image"
	"image/draw"
	"math"
)

// resizeBits is the number of fraction bits of a resampling weight.
const resizeBits = 22

// resize scales an image to height×width RGB bytes, stretching it where the
// proportions differ. Transparent parts come out as over black.
//
// The filter is Catmull-Rom's cubic (R. Keys, "Cubic convolution interpolation
// for digital image processing", 1981, with a = -1/2), widened by the scale
// where the image shrinks, so that every source pixel counts. Its weights are
// rounded to integers, and all sums are integer sums: no machine differs.
func resize(img image.Image, height, width int) []uint8 {
	bounds := img.Bounds()
	src := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	draw.Draw(src, src.Bounds(), img, bounds.Min, draw.Src)

	columns := filters(bounds.Dx(), width)
	narrow := make([]uint8, bounds.Dy()*width*3)
	for y := range bounds.Dy() {
		row := src.Pix[y*src.Stride:]
		for x, f := range columns {
			f.apply(narrow[(y*width+x)*3:], row[f.first*4:], 4)
		}
	}
	rows := filters(bounds.Dy(), height)
	out := make([]uint8, height*width*3)
	for y, f := range rows {
		for x := range width {
			f.apply(out[(y*width+x)*3:], narrow[(f.first*width+x)*3:], width*3)
		}
	}
	return out
}

// filter holds the weights of one output position: weights[i] belongs to the
// source position first+i. They sum to 1<<resizeBits.
type filter struct {
	first   int
	weights []int
}

// apply writes the weighted sum of source pixels, step bytes apart, to the
// three channels at dst.
func (f filter) apply(dst, src []uint8, step int) {
	for c := range 3 {
		sum := 1 << (resizeBits - 1)
		for i, w := range f.weights {
			sum += w * int(src[i*step+c])
		}
		dst[c] = uint8(min(max(sum>>resizeBits, 0), 255))
	}
}

// filters returns one filter for every position of a row of length to, taken
// from a row of length from.
func filters(from, to int) []filter {
	all := make([]filter, to)
	scale := float64(from) / float64(to)
	stretch := max(scale, 1)
	for i := range all {
		center := float64((float64(i)+0.5)*scale) - 0.5
		reach := float64(2 * stretch)
		first := max(int(math.Ceil(center-reach)), 0)
		last := min(int(math.Floor(center+reach)), from-1)
		weights := make([]float64, last-first+1)
		for j := range weights {
			weights[j] = catmullRom((float64(first+j) - center) / stretch)
		}
		all[i] = filter{first, quantise(weights)}
	}
	return all
}

// catmullRom is the cubic with support [-2, 2] that is 1 at 0 and 0 at every
// other integer.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return float64(float64(float64(1.5*x)-2.5)*float64(x*x)) + 1
	case x < 2:
		return float64(float64(float64(float64(float64(-0.5*x)+2.5)*x)-4)*x) + 2
	}
	return 0
}

// quantise scales weights to the sum 1<<resizeBits and rounds them, giving
// what rounding lost or won to the largest.
func quantise(weights []float64) []int {
	var sum float64
	for _, w := range weights {
		sum += w
	}
	rounded := make([]int, len(weights))
	rest, largest := 1<<resizeBits, 0
	for i, w := range weights {
		rounded[i] = int(math.RoundToEven(float64(w/sum) * (1 << resizeBits)))
		rest -= rounded[i]
		if rounded[i] > rounded[largest] {
			largest = i
		}
	}
	rounded[largest] += rest
	return rounded
}
