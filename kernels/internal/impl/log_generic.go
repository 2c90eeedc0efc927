package impl

import "math"

// log32 is the natural logarithm of x = 2ⁿ(1 + f), with √½ <= 1 + f < √2:
//
//	ln x = n ln 2 + f - f²/2 + f³ P(f)
//
// with P of degree 8 by Moshier (logf of the Cephes library). The high part of
// ln 2 has 15 bits, so its product with n is exact, and so is lo, what hi loses
// by rounding (Dekker's sum of a larger and a smaller number; where n = 0
// nothing is lost). The terms below hi are then added from the smallest up.
func log32(x float32) float32 {
	const (
		ln2Hi = 0x1.62e4p-1
		ln2Lo = 0x1.7f7d1cp-20
	)
	switch {
	case x < 0:
		return float32(math.NaN())
	case x == 0:
		return float32(math.Inf(-1))
	case !(x < float32(math.Inf(1))):
		return x
	}
	scaled := float32(0)
	if x < 0x1p-126 {
		x, scaled = float32(x*0x1p23), 23
	}
	u := math.Float32bits(x)
	exponent := int32(u-math.Float32bits(sqrtHalf)) >> 23
	f := math.Float32frombits(u-uint32(exponent)<<23) - 1
	n := float32(exponent) - scaled
	p := float32(0x1.204376p-4)
	p = FMA(p, f, -0x1.d7a370p-4)
	p = FMA(p, f, 0x1.de4a34p-4)
	p = FMA(p, f, -0x1.fcba9ep-4)
	p = FMA(p, f, 0x1.23d37ep-3)
	p = FMA(p, f, -0x1.555ca0p-3)
	p = FMA(p, f, 0x1.999d58p-3)
	p = FMA(p, f, -0x1.fffff8p-3)
	p = FMA(p, f, 0x1.555554p-2)
	p = FMA(p, f, -0.5)
	hi := FMA(n, ln2Hi, f)
	lo := FMA(n, ln2Hi, -hi) + f
	return hi + FMA(float32(f*f), p, FMA(n, ln2Lo, lo))
}

// sqrtHalf is √½, from where on a number counts to the next power of two.
const sqrtHalf float32 = 0x1.6a09e6p-1

func logGeneric(dst, x []float32) {
	for j, v := range x {
		dst[j] = log32(v)
	}
}
