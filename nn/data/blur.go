package data

import "github.com/abc86604/temper/kernels/portable"

// blur convolves an image with a Gaussian of standard deviation sigma pixels,
// in place, first along its rows and then along its columns. The kernel is a
// tenth of the image high, at least three pixels; beyond the edge the outermost
// pixels are repeated.
func blur(px []float32, height, width, channels int, sigma float64, buf *buffer) {
	radius := max(height/20, 1)
	buf.kernel = resized(buf.kernel, 2*radius+1)
	gaussian(buf.kernel, sigma)
	buf.plane = resized(buf.plane, len(px))
	clear(buf.plane)
	for i, weight := range buf.kernel {
		for y := range height {
			row := px[y*width*channels:][:width*channels]
			addShifted(buf.plane[y*width*channels:], row, i-radius, channels, weight)
		}
	}
	clear(px)
	for i, weight := range buf.kernel {
		for y := range height {
			from := min(max(y+i-radius, 0), height-1)
			row := buf.plane[from*width*channels:][:width*channels]
			addShifted(px[y*width*channels:], row, 0, channels, weight)
		}
	}
}

// gaussian fills an odd number of weights, of sum 1.
func gaussian(kernel []float32, sigma float64) {
	var sum float64
	weight := func(i int) float64 {
		d := float64(i-len(kernel)/2) / sigma
		return portable.Exp(-0.5 * d * d)
	}
	for i := range kernel {
		sum += weight(i)
	}
	for i := range kernel {
		kernel[i] = float32(weight(i) / sum)
	}
}

// addShifted adds weight times the pixel shift places to the right to every
// pixel of dst.
func addShifted(dst, row []float32, shift, channels int, weight float32) {
	last := len(row) - channels
	for i := range row {
		from := i + shift*channels
		if from < 0 || from >= len(row) {
			from = min(max(i-i%channels+shift*channels, 0), last) + i%channels
		}
		dst[i] += float32(weight * row[from])
	}
}
