package portable

import "math"

// π/2 in three parts of 53 bits.
const (
	halfPiHi  = 0x1.921fb54442d18p+0
	halfPiMid = 0x1.1a62633145c07p-54
	halfPiLo  = -0x1.f1976b7ed8fbcp-110
)

// Sin returns the sine of x radians for |x| <= 2^20, where the reduction below
// is exact enough; NaN beyond it and for NaN.
func Sin(x float64) float64 {
	n, r, ok := reduce(x)
	if !ok {
		return math.NaN()
	}
	return quadrant(n, r)
}

// Cos returns the cosine of x radians, as Sin does.
func Cos(x float64) float64 {
	n, r, ok := reduce(x)
	if !ok {
		return math.NaN()
	}
	return quadrant(n+1, r)
}

// reduce writes x as n π/2 + r with |r| <= π/4.
func reduce(x float64) (n int, r float64, ok bool) {
	if !(math.Abs(x) <= 0x1p20) {
		return 0, 0, false
	}
	q := math.RoundToEven(x * (2 / math.Pi))
	r = math.FMA(-q, halfPiHi, x)
	r = math.FMA(-q, halfPiMid, r)
	r = math.FMA(-q, halfPiLo, r)
	return int(q), r, true
}

// quadrant returns sin(n π/2 + r).
func quadrant(n int, r float64) float64 {
	z := r * r
	var y float64
	if n&1 == 0 {
		y = math.FMA(float64(r*z), series(z, 19), r)
	} else {
		y = 1 + float64(z*series(z, 18))
	}
	if n&2 != 0 {
		return -y
	}
	return y
}

// series returns the Taylor series of sine (top odd) or cosine (top even) in
// z = r², from the term after the leading one up to r^top, divided by z (and by
// r for the sine): ∓1/k! z^i with alternating signs.
func series(z float64, top int) float64 {
	p := 0.0
	for k := top; k >= 2; k -= 2 {
		c := inverseFactorial[k]
		if k/2%2 == 1 {
			c = -c
		}
		p = math.FMA(p, z, c)
	}
	return p
}
