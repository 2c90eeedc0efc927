package data

import (
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// colour is red, green and blue, from 0 to 1.
type colour [3]float64

// canvas is an image of the shapes set in the making, and the generator it is
// drawn from.
type canvas struct {
	px [shapesSide * shapesSide]colour
	r  *portable.Rand
}

// uniform draws a number from [low, high).
func (c *canvas) uniform(low, high float64) float64 {
	return low + float64((high-low)*c.r.Float64())
}

// fill paints everything in one colour.
func (c *canvas) fill(k colour) {
	for i := range c.px {
		c.px[i] = k
	}
}

// texture adds one of three patterns, of any direction, period, phase and
// strength, in a tint of its own: stripes, a check, or slow clouds.
func (c *canvas) texture() {
	angle, period := 2*math.Pi*c.r.Float64(), c.uniform(3, 16)
	across, along := portable.Cos(angle)/period, portable.Sin(angle)/period
	phase, strength := c.r.Float64(), maxTexture*c.r.Float64()
	var amplitude colour
	for i := range amplitude {
		amplitude[i] = strength * c.uniform(-1, 1)
	}
	pattern := patterns[c.r.IntN(len(patterns))]
	for i := range c.px {
		x, y := float64(i%shapesSide), float64(i/shapesSide)
		t := pattern(
			float64(across*x)+float64(along*y)+phase,
			float64(across*y)-float64(along*x)+phase)
		p := &c.px[i]
		p[0] += float64(t * amplitude[0])
		p[1] += float64(t * amplitude[1])
		p[2] += float64(t * amplitude[2])
	}
}

// patterns take a point in periods and give a value in [-1, 1].
var patterns = []func(u, v float64) float64{
	func(u, _ float64) float64 { return triangleWave(u) },
	func(u, v float64) float64 { return triangleWave(u) * triangleWave(v) },
	clouds,
}

// clouds divides by a power of two, which compiles to a multiplication: without
// the conversions it could be fused with what follows.
func clouds(u, v float64) float64 {
	return (triangleWave(float64(u/4)) + triangleWave(float64(v/4))) / 2
}

// triangleWave has period 1, and is 1 at the integers and -1 between.
func triangleWave(x float64) float64 {
	return float64(4*math.Abs(x-math.Floor(x)-0.5)) - 1
}

// placement is where a form goes: its centre, the radius of the circle about
// it, and the angle it is turned by.
type placement struct{ x, y, size, angle float64 }

// stamp paints a form. A pixel on the outline is covered by as much as the
// outline's distance from its centre says: the edge is a ramp of one pixel.
func (c *canvas) stamp(distance func(x, y float64) float64, ink colour, at placement) {
	cos, sin := portable.Cos(at.angle)/at.size, portable.Sin(at.angle)/at.size
	reach := at.size + 1
	left, right := span(at.x, reach)
	top, bottom := span(at.y, reach)
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			dx, dy := float64(x)+0.5-at.x, float64(y)+0.5-at.y
			d := distance(float64(cos*dx)+float64(sin*dy), float64(cos*dy)-float64(sin*dx))
			cover := 0.5 - float64(d*at.size)
			if cover <= 0 {
				continue
			}
			cover = min(cover, 1)
			p := &c.px[y*shapesSide+x]
			for i := range p {
				p[i] += float64(cover * (ink[i] - p[i]))
			}
		}
	}
}

// span returns the pixels from low to high-1 that lie within reach of a centre.
func span(centre, reach float64) (low, high int) {
	return max(int(centre-reach), 0), min(int(centre+reach)+1, shapesSide)
}

// develop adds noise, triangular in [-maxNoise, maxNoise], and rounds the
// canvas to bytes.
func (c *canvas) develop(dst []uint8) {
	const bits = 10
	const one = 1<<bits - 1
	for i, p := range c.px {
		random := c.r.Uint64()
		for j, v := range p {
			noise := float64(random&one+random>>bits&one)/one - 1
			random >>= 2 * bits
			v += float64(maxNoise * noise)
			dst[3*i+j] = uint8(min(max(float64(255*v)+0.5, 0), 255))
		}
	}
}
