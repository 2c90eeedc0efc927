package conv

import "github.com/abc86604/temper/kernels/internal/impl"

// The passes between convolutions, over the channel blocks [from, to) of all images.
// Their maps have the same images, pixels and channels; coefficients have a value for
// each channel, those that fill up the last block included.

// planePixels is how many pixels one call covers, and the sums of a plane break after.
const planePixels = 1 << 14

// eachPlane calls f for the rows [row, row+rows) of each image's block, of as many
// pixels as one call covers.
func (m Maps) eachPlane(from, to int, f func(image, block, row, rows int)) {
	most := max(1, planePixels/m.Width)
	for image := range m.Images {
		for block := from; block < to; block++ {
			for row := 0; row < m.Height; row += most {
				f(image, block, row, min(most, m.Height-row))
			}
		}
	}
}

// Activate sets dst = ReLU(scale·y + shift).
func Activate(dst, y Maps, scale, shift []float32, from, to int) {
	checkPlanes("Activate", from, to, y, dst)
	y.eachPlane(from, to, func(image, block, row, rows int) {
		impl.Active.Produce(dst.place(image, block, row), dst.Pitch(), y.place(image, block, row), y.Pitch(), rows, y.Width,
			&scale[block*Block], &shift[block*Block])
	})
}

// ActivateSum sets dst = ReLU(scale·y + (x + shift)).
func ActivateSum(dst, y, x Maps, scale, shift []float32, from, to int) {
	checkPlanes("ActivateSum", from, to, y, dst, x)
	y.eachPlane(from, to, func(image, block, row, rows int) {
		impl.Active.ProduceAdd(dst.place(image, block, row), dst.Pitch(), y.place(image, block, row), y.Pitch(),
			x.place(image, block, row), x.Pitch(), rows, y.Width, &scale[block*Block], &shift[block*Block])
	})
}

// ActivatePair sets dst = ReLU(scale·y + (scaleZ·z + shift)).
func ActivatePair(dst, y, z Maps, scale, scaleZ, shift []float32, from, to int) {
	checkPlanes("ActivatePair", from, to, y, dst, z)
	y.eachPlane(from, to, func(image, block, row, rows int) {
		impl.Active.ProduceTwo(dst.place(image, block, row), dst.Pitch(), y.place(image, block, row), y.Pitch(),
			z.place(image, block, row), z.Pitch(), rows, y.Width, &scale[block*Block], &scaleZ[block*Block], &shift[block*Block])
	})
}

// Differentiate sets dy = a·grad + (b·y + c), which takes the gradient of normalised
// values back to the values.
func Differentiate(dy, grad, y Maps, a, b, c []float32, from, to int) {
	checkPlanes("Differentiate", from, to, y, dy, grad)
	y.eachPlane(from, to, func(image, block, row, rows int) {
		impl.Active.Differentiate(dy.place(image, block, row), dy.Pitch(), grad.place(image, block, row), grad.Pitch(),
			y.place(image, block, row), y.Pitch(), rows, y.Width, &a[block*Block], &b[block*Block], &c[block*Block])
	})
}

// Moments writes Σy and Σy² over the pixels of each image and channel: a row for each
// image, as long as the channels with those that fill up the last block. A plane's
// sums are four float32 chains, by the column modulo 4, added as (0+2) + (1+3); planes
// of more than 16,384 pixels are summed by stretches of rows of at most so many.
func Moments(y Maps, sums, squares []float32, from, to int) {
	checkPlanes("Moments", from, to, y)
	y.eachSum(from, to, [3][]float32{sums, squares}, func(image, block, row, rows int, to [3]*float32) {
		impl.Active.Moments(y.place(image, block, row), y.Pitch(), rows, y.Width, to[0], to[1])
	})
}

// Rectify sets grad to +0 where x is not positive, which takes it back through
// x = ReLU(…), and writes Σ grad and Σ grad·y as [Moments] does.
func Rectify(grad, x, y Maps, sums, dots []float32, from, to int) {
	checkPlanes("Rectify", from, to, y, grad, x)
	y.eachSum(from, to, [3][]float32{sums, dots}, func(image, block, row, rows int, to [3]*float32) {
		impl.Active.Rectify(grad.place(image, block, row), grad.Pitch(), x.place(image, block, row), x.Pitch(),
			y.place(image, block, row), y.Pitch(), rows, y.Width, to[0], to[1])
	})
}

// RectifyPair is [Rectify] with Σ grad·u as well.
func RectifyPair(grad, x, y, u Maps, sums, dots, dotsU []float32, from, to int) {
	checkPlanes("RectifyPair", from, to, y, grad, x, u)
	y.eachSum(from, to, [3][]float32{sums, dots, dotsU}, func(image, block, row, rows int, to [3]*float32) {
		impl.Active.RectifyTwo(grad.place(image, block, row), grad.Pitch(), x.place(image, block, row), x.Pitch(),
			y.place(image, block, row), y.Pitch(), u.place(image, block, row), u.Pitch(), rows, y.Width, to[0], to[1], to[2])
	})
}

// eachSum is eachPlane for kernels that write sums over what they read: f writes those
// of a stretch of rows.
func (m Maps) eachSum(from, to int, sums [3][]float32, f func(image, block, row, rows int, to [3]*float32)) {
	width := m.Blocks() * Block
	m.eachPlane(from, to, func(image, block, row, rows int) {
		at := image*width + block*Block
		var places [3]*float32
		for i, s := range sums {
			if s != nil {
				places[i] = &s[at]
			}
		}
		if row == 0 {
			f(image, block, row, rows, places)
			return
		}
		stretch := new([3][Block]float32)
		f(image, block, row, rows, [3]*float32{&stretch[0][0], &stretch[1][0], &stretch[2][0]})
		for i, s := range sums {
			if s != nil {
				impl.Active.Add(s[at:at+Block], s[at:at+Block], stretch[i][:])
			}
		}
	})
}

// place returns the first pixel of a row.
func (m Maps) place(image, block, row int) *float32 { return &m.Data[m.At(image, block, row, 0)] }
