package picture

import "image"

// resample scales an image to height×width RGB bytes over a ground, stretching it where
// the proportions differ.
//
// The filter is Catmull-Rom's cubic (R. Keys, "Cubic convolution interpolation for
// digital image processing", 1981, with a = -1/2), widened by the scale where the image
// shrinks, so that every source pixel counts. Its weights are rounded to integers, and
// all sums are integer sums: no machine differs. Rows are made narrow first, and
// rounded to bytes.
func resample(img image.Image, height, width int, ground [3]uint8) []uint8 {
	size := img.Bounds().Size()
	return shorten(narrow(img, filters(size.X, width), ground), filters(size.Y, height), width*3)
}

// narrow resamples the rows of an image, and returns them as bytes.
//
// A product of a weight and two bytes, 32 bits apart in an integer of 64, is two
// products, which do not touch as long as what is summed up of each is an int32. Two
// rows at a time make three such integers of a pixel.
func narrow(img image.Image, columns []filter, ground [3]uint8) []uint8 {
	size := img.Bounds().Size()
	source := rowsOf(img, ground)
	two := make([]pixel, size.X)
	width := len(columns) * 3
	out := make([]uint8, (size.Y+1)/2*2*width)
	for y := 0; y < size.Y; y += 2 {
		source.read(two, y)
		first, second := out[y*width:][:width], out[(y+1)*width:][:width]
		for x, f := range columns {
			sum := f.sum(two)
			first[x*3], second[x*3] = sum.red.bytes()
			first[x*3+1], second[x*3+1] = sum.green.bytes()
			first[x*3+2], second[x*3+2] = sum.blue.bytes()
		}
	}
	return out[:size.Y*width]
}

// shorten resamples the columns of rows of width bytes.
func shorten(rows []uint8, outputs []filter, width int) []uint8 {
	out := make([]uint8, len(outputs)*width)
	sums := make([]int32, width)
	for y, f := range outputs {
		clear(sums)
		for i, weight := range f.weights {
			row := rows[(f.first+i)*width:][:width]
			for x, value := range row {
				sums[x] += int32(weight) * int32(value)
			}
		}
		for x, sum := range sums {
			out[y*width+x] = round(sum)
		}
	}
	return out
}
