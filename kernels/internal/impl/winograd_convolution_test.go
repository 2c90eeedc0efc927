package impl_test

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// convolution is a 3×3 convolution of each of 16 channels by itself, over two
// images with a border of one pixel.
type convolution struct {
	winogradShape               // of the input
	outputs       winogradShape // the same tiles without a border
	x, w, y, dy   []float32
}

func newConvolution() convolution {
	r := portable.NewRand(41)
	c := convolution{winogradShape: newWinogradShape(2, 3, 4, 2, 9, r), outputs: newWinogradShape(2, 3, 4, 0, 9, r)}
	c.outputs.plane, c.outputs.tile = c.plane, c.tile
	c.x, c.w = normals(c.pixels(), r), normals(9*impl.ChannelBlock, r)
	c.y, c.dy = normals(c.outputs.pixels(), r), normals(c.outputs.pixels(), r)
	return c
}

func normals(n int, r *portable.Rand) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.Normal())
	}
	return x
}

// at returns the place of a pixel's lane.
func (s winogradShape) at(image, row, col, lane int) int {
	return image*s.image + row*s.pitch + col*impl.ChannelBlock + lane
}

// eachProduct runs f for each product of an input and a tap that has a part in
// an output, in lane l, with the places of all three.
func (c convolution) eachProduct(l int, f func(x, tap, y int)) {
	for n := range c.images {
		for p := range 4 * c.rows * c.cols {
			i, j := p/(2*c.cols), p%(2*c.cols)
			for tap := range 9 {
				f(c.at(n, i+tap/3, j+tap%3, l), tap*impl.ChannelBlock+l, c.outputs.at(n, i, j, l))
			}
		}
	}
}

// input returns the positions of all tiles of x.
func (c convolution) input(b *impl.Table) []float32 {
	v := make([]float32, c.positions())
	b.WinogradInput(&v[0], c.plane, c.tile, &c.x[0], c.pitch, c.image, c.images, c.rows, c.cols)
	return v
}

// eachPosition runs f for lane l of every position of every tile, with its place
// and its number.
func (c convolution) eachPosition(l int, f func(place, e int)) {
	for t := range c.tiles() {
		for e := range 16 {
			f(e*c.plane+t*c.tile+l, e)
		}
	}
}

// The outputs are added to what y has, and overwrite it.
func TestWinogradConvolves(t *testing.T) {
	kerneltest.OnAll(t, func(t *testing.T, b *impl.Table) {
		c := newConvolution()
		m, u := c.input(b), make([]float32, 16*impl.ChannelBlock)
		b.WinogradWeights(&u[0], impl.ChannelBlock, &c.w[0], impl.ChannelBlock, impl.ChannelBlock)
		for l := range impl.ChannelBlock {
			c.eachPosition(l, func(place, e int) { m[place] *= u[e*impl.ChannelBlock+l] })
		}
		for add := range 2 {
			want, size := widened(c.y, float64(add))
			for l := range impl.ChannelBlock {
				c.eachProduct(l, func(x, tap, y int) { addProduct(want, size, y, c.x[x], c.w[tap]) })
			}
			o := c.outputs
			y := append([]float32(nil), c.y...)
			b.WinogradOutput(&y[0], o.pitch, o.image, &m[0], o.plane, o.tile, o.images, o.rows, o.cols, add)
			for l := range impl.ChannelBlock {
				c.eachProduct(l, func(_, _, at int) { near(t, "output", at, y[at], want[at], size[at]) })
			}
		}
	})
}

// The gradient of the weights is that of Σ y dy.
func TestWinogradDifferentiatesWeights(t *testing.T) {
	kerneltest.OnAll(t, func(t *testing.T, b *impl.Table) {
		c := newConvolution()
		o, v := c.outputs, c.input(b)
		z, u, dw := make([]float32, len(v)), make([]float32, 16*impl.ChannelBlock), make([]float32, len(c.w))
		b.WinogradGradient(&z[0], o.plane, o.tile, &c.dy[0], o.pitch, o.image, o.images, o.rows, o.cols)
		want, size := widened(dw, 0)
		for l := range impl.ChannelBlock {
			c.eachPosition(l, func(place, e int) {
				u[e*impl.ChannelBlock+l] = impl.FMA(v[place], z[place], u[e*impl.ChannelBlock+l])
			})
			c.eachProduct(l, func(x, tap, y int) { addProduct(want, size, tap, c.x[x], c.dy[y]) })
		}
		b.WinogradWeightGradient(&dw[0], impl.ChannelBlock, &u[0], impl.ChannelBlock, impl.ChannelBlock)
		for tap, got := range dw {
			near(t, "gradient of weight", tap, got, want[tap], size[tap])
		}
	})
}

// widened returns factor·x, and the sizes of its elements.
func widened(x []float32, factor float64) (y, size []float64) {
	for _, v := range x {
		y, size = append(y, factor*float64(v)), append(size, math.Abs(factor*float64(v)))
	}
	return y, size
}

// addProduct adds a product to element i of sums, and its size to that of sizes.
func addProduct(sums, sizes []float64, i int, a, b float32) {
	p := float64(a) * float64(b)
	sums[i] += p
	sizes[i] += math.Abs(p)
}

// near wants got within 1e-5 of the size of all that was added up.
func near(t *testing.T, what string, i int, got float32, want, size float64) {
	t.Helper()
	if math.Abs(float64(got)-want) > 1e-5*size {
		t.Errorf("%s: %s %d is %v, want %v", t.Name(), what, i, got, want)
	}
}
