package data

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

const (
	shapesSide  = 32
	shapesTrain = 10_000
	shapesTest  = 2_000
)

// Shapes ...
func Shapes(split Split, seed uint64) *Set {
	n := shapesTrain
	stream := uint64(0)
	if split == Test {
		n, stream = shapesTest, 1
	}
	set := &Set{
		Height: shapesSide, Width: shapesSide, Channels: 3,
		Pixels: make([]uint8, n*shapesSide*shapesSide*3),
		Labels: make([]int, n),
		Source: fmt.Sprintf("shapes, seed %d: %d images drawn", seed, n),
	}
	for _, f := range forms {
		set.Classes = append(set.Classes, f.name)
	}
	var c canvas
	for i := range n {
		set.Labels[i] = i % len(forms)
		c.draw(forms[set.Labels[i]].distance, portable.NewRand(seed, stream, uint64(i)))
		c.copyTo(set.Image(i))
	}
	return set
}

type colour [3]float64

type canvas struct {
	px [shapesSide * shapesSide]colour
	r  *portable.Rand
}

var P = struct {
	MinN, MaxN       int
	MinR, MaxR       float64
	Tex, Noise, Luma float64
	Rot, Shift, Pol  float64
	Y0, Y1, DY, C0, C1, DS float64
}{3, 5, 5, 8, 0.25, 0.08, 0.25, 1, 100, 0, 0, 0, 0, 0, 0, 0}

func (c *canvas) uniform(low, high float64) float64 {
	return low + float64((high-low)*c.r.Float64())
}

func (c *canvas) colour() colour {
	return colour{c.r.Float64(), c.r.Float64(), c.r.Float64()}
}

func (k colour) luma() float64 {
	return float64(lumaR*k[0]) + float64(lumaG*k[1]) + float64(lumaB*k[2])
}

func (c *canvas) draw(distance func(x, y float64) float64, r *portable.Rand) {
	c.r = r
	ground, ink := c.colour(), c.colour()
	for math.Abs(ground.luma()-ink.luma()) < P.Luma || (P.Pol > 0 && ground.luma() > ink.luma()) {
		ground, ink = c.colour(), c.colour()
	}
	if P.Y1 > 0 {
		ground = c.tint(P.Y0+c.uniform(-P.DY, P.DY), P.C0)
		ink = c.tint(P.Y1+c.uniform(-P.DY, P.DY), P.C1)
	}
	c.background(ground)
	n := P.MinN + r.IntN(P.MaxN-P.MinN+1)
	var at [16][3]float64
	k := 0
	for try := 0; k < n && try < 100; try++ {
		size := c.uniform(P.MinR, P.MaxR)
		lo, hi := max(0.6*size, 16-P.Shift), min(shapesSide-0.6*size, 16+P.Shift)
		x, y := c.uniform(lo, hi), c.uniform(lo, hi)
		ok := true
		for _, o := range at[:k] {
			if length(x-o[0], y-o[1]) < 0.85*(size+o[2]) {
				ok = false
			}
		}
		if ok {
			at[k] = [3]float64{x, y, size}
			k++
			c.stamp(distance, ink, x, y, size)
		}
	}
}

func (c *canvas) tint(y, amp float64) colour {
	a := 2 * math.Pi * c.r.Float64()
	amp *= math.Sqrt(c.r.Float64())
	u, v := amp*portable.Cos(a), amp*portable.Sin(a)
	red, blue := y+v/vScale, y+u/uScale
	green := (y - float64(lumaR*red) - float64(lumaB*blue)) / lumaG
	return colour{red, green, blue}
}

func (c *canvas) background(ground colour) {
	angle := 2 * math.Pi * c.r.Float64()
	period := c.uniform(3, 16)
	kx, ky := portable.Cos(angle)/period, portable.Sin(angle)/period
	phase := c.r.Float64()
	amp := P.Tex * c.r.Float64()
	var dir colour
	for j := range dir {
		dir[j] = amp * c.uniform(-1, 1)
	}
	kind := c.r.IntN(3)
	for i := range c.px {
		x, y := float64(i%shapesSide), float64(i/shapesSide)
		u := float64(kx*x) + float64(ky*y) + phase
		v := float64(kx*y) - float64(ky*x) + phase
		var t float64
		switch kind {
		case 0:
			t = wave(u)
		case 1:
			t = wave(u) * wave(v)
		case 2:
			t = wave(u/4) + wave(v/4)
		}
		for j := range dir {
			c.px[i][j] = ground[j] + float64(t*dir[j])
		}
	}
}

func wave(x float64) float64 {
	x -= math.Floor(x)
	return float64(4*math.Abs(x-0.5)) - 1
}

func (c *canvas) stamp(distance func(x, y float64) float64, ink colour, cx, cy, size float64) {
	angle := P.Rot * math.Pi * c.uniform(-1, 1)
	cos, sin := portable.Cos(angle)/size, portable.Sin(angle)/size
	for y := range shapesSide {
		for x := range shapesSide {
			dx, dy := float64(x)+0.5-cx, float64(y)+0.5-cy
			if math.Abs(dx) > size+1 || math.Abs(dy) > size+1 {
				continue
			}
			d := distance(float64(cos*dx)+float64(sin*dy), float64(cos*dy)-float64(sin*dx))
			cover := min(max(0.5-float64(d*size), 0), 1)
			p := &c.px[y*shapesSide+x]
			for j := range p {
				p[j] += float64(cover * (ink[j] - p[j]))
			}
		}
	}
}

func (c *canvas) copyTo(dst []uint8) {
	for i := range c.px {
		bits := c.r.Uint64()
		for j := range 3 {
			n := float64(bits&0x3ff)/1023 + float64(bits>>10&0x3ff)/1023 - 1
			bits >>= 20
			v := c.px[i][j] + float64(P.Noise*n)
			dst[3*i+j] = uint8(min(max(float64(255*v)+0.5, 0), 255))
		}
	}
}
