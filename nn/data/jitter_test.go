package data

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// TestJitterIsItsSteps compares the one affine map with brightness, contrast,
// saturation and hue applied one after another, in two orders, on [0, 1] values
// in float64, none of which leaves that range on the way.
func TestJitterIsItsSteps(t *testing.T) {
	const b, c, s, angle = 1.1, 0.8, 0.7, 2.0
	r := portable.NewRand(3)
	image := make([]colour, 50)
	for i := range image {
		for j := range image[i] {
			image[i][j] = 0.4 + 0.2*r.Float64()
		}
	}
	luma := func(p colour) float64 { return lumaR*p[0] + lumaG*p[1] + lumaB*p[2] }
	each := func(in []colour, f func(p colour) colour) []colour {
		out := make([]colour, len(in))
		for i, p := range in {
			out[i] = f(p)
		}
		return out
	}
	mixed := func(k, w float64, p colour) colour { // w·p + (1-w)·k
		for i := range p {
			p[i] = w*p[i] + (1-w)*k
		}
		return p
	}
	brightness := func(in []colour) []colour {
		return each(in, func(p colour) colour { return mixed(0, b, p) })
	}
	contrast := func(in []colour) []colour {
		m := 0.0
		for _, p := range in {
			m += luma(p) / float64(len(in))
		}
		return each(in, func(p colour) colour { return mixed(m, c, p) })
	}
	saturation := func(in []colour) []colour {
		return each(in, func(p colour) colour { return mixed(luma(p), s, p) })
	}
	hue := func(in []colour) []colour {
		return each(in, func(p colour) colour {
			y := luma(p)
			u, v := uScale*(p[2]-y), vScale*(p[0]-y)
			u, v = math.Cos(angle)*u-math.Sin(angle)*v, math.Sin(angle)*u+math.Cos(angle)*v
			q := colour{y + v/vScale, 0, y + u/uScale}
			q[1] = (y - lumaR*q[0] - lumaB*q[2]) / lumaG
			return q
		})
	}
	var px []float32
	for _, p := range image {
		for _, x := range p {
			px = append(px, float32(4*x-2))
		}
	}
	m := meanLuma(px)
	matrix := colourMatrix(b*c, s, angle)
	matrix.apply(px, offset(b, c, m))
	for name, want := range map[string][]colour{
		"brightness first": hue(saturation(contrast(brightness(image)))),
		"hue first":        brightness(saturation(contrast(hue(image)))),
	} {
		for i, p := range want {
			for j, x := range p {
				if got := float64(px[3*i+j]); math.Abs(got-(4*x-2)) > 2e-6 {
					t.Fatalf("%s: pixel %d, channel %d: %v, want %v", name, i, j, got, 4*x-2)
				}
			}
		}
	}
}

func TestGrey(t *testing.T) {
	set := fewShapes(Train, 1, 0, 1)
	plain := make([]float32, set.imageSize())
	Standardize(plain, set.Image(0))
	grey := view(Augment{Gray: 1}, set, 0, 1, 1, 0)
	for i := 0; i < len(grey); i += 3 {
		luma := lumaR*float64(plain[i]) + lumaG*float64(plain[i+1]) + lumaB*float64(plain[i+2])
		for c := range 3 {
			if math.Abs(float64(grey[i+c])-luma) > 1e-6 {
				t.Fatalf("pixel %d is %v, want luma %v", i/3, grey[i:i+3], luma)
			}
		}
	}
	n := 0
	const views = 1000
	for v := range views {
		got := view(Augment{Gray: 0.2}, set, 0, 1, 1, v)
		if math.Abs(float64(got[0]-got[1])) < 1e-6 {
			n++
		}
	}
	if n < 160 || n > 240 {
		t.Errorf("%d of %d views are grey, want about 200", n, views)
	}
}

// TestJitterOfGreyImages: one channel gets a gain about its mean and an offset.
func TestJitterOfGreyImages(t *testing.T) {
	set := greySet(1)
	for i := range set.Pixels {
		set.Pixels[i] = 110 + set.Pixels[i]/16 // nothing is cut off
	}
	plain := make([]float32, set.imageSize())
	Standardize(plain, set.Image(0))
	got := view(Augment{Jitter: 0.3, Gray: 1}, set, 0, 1, 1, 0)
	gain := float64(got[1]-got[0]) / float64(plain[1]-plain[0])
	if gain == 1 || gain < 0.7*0.7-1e-6 || gain > 1.3*1.3+1e-6 {
		t.Errorf("gain %v", gain)
	}
	for i := range got {
		want := float64(got[0]) + gain*float64(plain[i]-plain[0])
		if math.Abs(float64(got[i])-want) > 1e-5 {
			t.Fatalf("value %d: %v, want %v", i, got[i], want)
		}
	}
}

func TestBlur(t *testing.T) {
	const height, width, channels = 40, 9, 3
	px := make([]float32, height*width*channels)
	at := func(y, x, c int) int { return (y*width+x)*channels + c }
	px[at(20, 4, 1)] = 1
	blur(px, height, width, channels, 1.5, new(buffer))
	// A kernel of five: the spot becomes the product of two Gaussians.
	weight := func(d int) float64 {
		if d < -2 || d > 2 {
			return 0
		}
		g := func(d int) float64 { return math.Exp(-float64(d*d) / (2 * 1.5 * 1.5)) }
		return g(d) / (g(0) + 2*g(1) + 2*g(2))
	}
	for y := range height {
		for x := range width {
			for c := range channels {
				want := 0.0
				if c == 1 {
					want = weight(y-20) * weight(x-4)
				}
				if got := float64(px[at(y, x, c)]); math.Abs(got-want) > 1e-7 {
					t.Fatalf("pixel (%d, %d), channel %d: %v, want %v", y, x, c, got, want)
				}
			}
		}
	}
	for i := range px {
		px[i] = float32(i % channels)
	}
	blur(px, height, width, channels, 2, new(buffer))
	for i := range px {
		if math.Abs(float64(px[i])-float64(i%channels)) > 1e-6 {
			t.Fatalf("an even image changed at %d: %v", i, px[i])
		}
	}
}
