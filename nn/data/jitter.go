package data

import (
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// Luma weights of red, green and blue (ITU-R BT.601), and the scales of the
// colour differences U = uScale·(B-Y) and V = vScale·(R-Y).
const (
	lumaR, lumaG, lumaB = 0.299, 0.587, 0.114
	uScale, vScale      = 0.492, 0.877
)

// Colour jitter is linear algebra here. Write a pixel as p = Y·1 + χ, with Y its
// luma and χ its colour. Then
//
//	brightness b:  p -> b·p
//	contrast c:    p -> c·p + (1-c)·m·1, m the image's mean luma
//	saturation s:  p -> Y·1 + s·χ
//	hue θ:         p -> Y·1 + R(θ)χ, R a rotation in the (U, V) plane
//	grey:          p -> Y·1, which is saturation 0
//
// all keep greys grey, scale luma and turn or scale colour, so they commute (the
// mean that contrast refers to is scaled by brightness alike) and together are
// one map p -> A·p + k·1. Values are cut to [0, 1] once, at the end; libraries
// that cut after every step lose what a later step would bring back.
//
// In standardised values u = 4p - 2 the map is u -> A·u + k·1 with
// k = 2(b-1) + (1-c)·b·m, m the standardised mean luma, cut to [-2, 2].

// recolour jitters the colours of an RGB image, and makes some images grey.
func (a Augment) recolour(px []float32, r *portable.Rand) {
	brightness, contrast, saturation, turn := 1.0, 1.0, 1.0, 0.0
	if a.Jitter > 0 {
		brightness, contrast = a.factor(r), a.factor(r)
		saturation, turn = a.factor(r), a.factor(r)-1
	}
	if a.Gray > 0 && r.Float64() < a.Gray {
		saturation = 0
	}
	if brightness == 1 && contrast == 1 && saturation == 1 && turn == 0 {
		return
	}
	matrix := colourMatrix(brightness*contrast, saturation, 2*math.Pi*turn)
	matrix.apply(px, offset(brightness, contrast, meanLuma(px)))
}

// relight jitters brightness and contrast of an image of any number of
// channels.
func (a Augment) relight(px []float32, r *portable.Rand) {
	if a.Jitter <= 0 {
		return
	}
	brightness, contrast := a.factor(r), a.factor(r)
	gain, shift := float32(brightness*contrast), offset(brightness, contrast, mean(px))
	for i, u := range px {
		px[i] = cut(float32(gain*u) + shift)
	}
}

// factor draws a number uniform in [1-Jitter, 1+Jitter].
func (a Augment) factor(r *portable.Rand) float64 {
	return 1 + float64(a.Jitter*(float64(2*r.Float64())-1))
}

// offset is the k of the map, for an image of mean luma m.
func offset(brightness, contrast, m float64) float32 {
	return float32(float64(2*(brightness-1)) + float64((1-contrast)*brightness*m))
}

// mean returns the mean of an image's values.
func mean(px []float32) float64 {
	var sum float64
	for _, u := range px {
		sum += float64(u)
	}
	return sum / float64(len(px))
}

// meanLuma returns the mean luma of an RGB image.
func meanLuma(px []float32) float64 {
	var red, green, blue float64
	for rest := px; len(rest) >= 3; rest = rest[3:] {
		red += float64(rest[0])
		green += float64(rest[1])
		blue += float64(rest[2])
	}
	return (float64(lumaR*red) + float64(lumaG*green) + float64(lumaB*blue)) / float64(len(px)/3)
}

// matrix3 is a 3×3 matrix, row by row.
type matrix3 [9]float32

// colourMatrix returns the A of the map: gain times (luma kept, colour scaled by
// saturation and turned by angle).
func colourMatrix(gain, saturation, angle float64) matrix3 {
	sin, cos := saturation*portable.Sin(angle), saturation*portable.Cos(angle)
	var m matrix3
	for j, luma := range [3]float64{lumaR, lumaG, lumaB} {
		// Column j: what the unit vector of channel j becomes.
		var unit colour
		unit[j] = 1
		u, v := float64(uScale*(unit[2]-luma)), float64(vScale*(unit[0]-luma))
		turned := chroma(float64(cos*u)-float64(sin*v), float64(sin*u)+float64(cos*v))
		for i, c := range turned {
			m[3*i+j] = float32(float64(gain * (luma + c)))
		}
	}
	return m
}

// chroma returns the colour of luma 0 that has the colour differences u and v.
func chroma(u, v float64) colour {
	red, blue := v/vScale, u/uScale
	return colour{red, (-float64(lumaR*red) - float64(lumaB*blue)) / lumaG, blue}
}

// apply maps every pixel u of an RGB image to A·u + shift, cut.
func (m *matrix3) apply(px []float32, shift float32) {
	for ; len(px) >= 3; px = px[3:] {
		r, g, b := px[0], px[1], px[2]
		px[0] = cut(float32(m[0]*r) + float32(m[1]*g) + float32(m[2]*b) + shift)
		px[1] = cut(float32(m[3]*r) + float32(m[4]*g) + float32(m[5]*b) + shift)
		px[2] = cut(float32(m[6]*r) + float32(m[7]*g) + float32(m[8]*b) + shift)
	}
}

// cut brings a standardised value into the range that pixels have.
func cut(u float32) float32 {
	if u > standardLimit {
		return standardLimit
	}
	if u < -standardLimit {
		return -standardLimit
	}
	return u
}
