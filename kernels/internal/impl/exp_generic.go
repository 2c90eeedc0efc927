package impl

import "math"

// exp32 is e^x by Cody and Waite's reduction x = n ln 2 + r in two steps and a
// polynomial of degree 6 in r, |r| <= ln(2)/2. The result is scaled by adding n
// to its exponent; x is clamped first, because the vector units convert
// integers out of range in different ways.
func exp32(x float32) float32 {
	const (
		log2e = 0x1.715476p+0
		ln2Hi = 0x1.62e43p-1
		ln2Lo = -0x1.05c61p-29
		most  = 0x1.62e42ep+6  // above it e^x overflows
		least = -0x1.5d589ep+6 // below it e^x is subnormal
	)
	switch {
	case x > most:
		return float32(math.Inf(1))
	case x < least:
		return 0
	case x != x:
		return x
	}
	n := float32(math.RoundToEven(float64(float32(x * log2e))))
	r := FMA(-n, ln2Hi, x)
	r = FMA(-n, ln2Lo, r)
	p := float32(0x1.6a6000p-10)
	p = FMA(p, r, 0x1.12718ep-7)
	p = FMA(p, r, 0x1.555af0p-5)
	p = FMA(p, r, 0x1.555430p-3)
	p = FMA(p, r, 0x1.fffff4p-2)
	p = FMA(p, r, 1)
	p = FMA(p, r, 1)
	return math.Float32frombits(math.Float32bits(p) + uint32(int32(n))<<23)
}

func expGeneric(dst, x []float32) {
	for j, v := range x {
		dst[j] = exp32(v)
	}
}

func expSumGeneric(dst, x []float32, shift, scale float32) float32 {
	var lanes [ExpSumLanes]float32
	for j, v := range x {
		e := exp32(float32(v-shift) * scale)
		dst[j] = e
		lanes[j%ExpSumLanes] += e
	}
	return tree(lanes[:])
}
