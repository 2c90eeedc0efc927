package impl

import "math"

// FMA returns a*b + c rounded once, as the hardware's instruction does.
//
// The product of two float32 is exact in float64. The sum v is rounded to
// float64 and then to float32, and two roundings differ from one only where the
// first lands halfway between two float32: the low 29 bits of v are then
// 1 followed by zeros. Below the normal float32 the halfway points lie
// elsewhere, so those take the long way too.
func FMA(a, b, c float32) float32 {
	v := float64(float64(a)*float64(b)) + float64(c)
	if u := math.Float64bits(v); u&(1<<29-1) == 1<<28 || u<<1 < 0x381<<53 {
		return fmaRoundToOdd(a, b, c)
	}
	return float32(v)
}

// fmaRoundToOdd is FMA by rounding to odd (Boldo and Melquiond 2008): where the
// float64 sum is inexact its last bit is made odd, which keeps it off every
// halfway point, and rounding that to float32 rounds the exact sum.
func fmaRoundToOdd(a, b, c float32) float32 {
	p, q := float64(float64(a)*float64(b)), float64(c)
	v := p + q
	// TwoSum (Knuth): p + q = v + e exactly.
	t := v - p
	e := (p - (v - t)) + (q - t)
	if u := math.Float64bits(v); e != 0 && v == v && u&1 == 0 {
		if (e > 0) == (v > 0) {
			u++
		} else {
			u--
		}
		v = math.Float64frombits(u)
	}
	return float32(v)
}
