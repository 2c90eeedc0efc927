package portable

import "math"

// ln 2 in two parts: the head has 33 significant bits, so that its product with
// an exponent is exact.
const (
	ln2Hi = 0x1.62e42feep-1
	ln2Lo = 0x1.a39ef35793c76p-33
	log2e = 0x1.71547652b82fep+0
)

// Exp returns e^x: +Inf above 709.78, +0 below -745.13, NaN for NaN.
//
// x = n ln 2 + r with |r| <= ln(2)/2; e^r is its Taylor series to r^13, whose
// remainder is below 2^-57.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.1332191019412:
		return 0
	}
	n := math.RoundToEven(x * log2e)
	r := math.FMA(-n, ln2Lo, math.FMA(-n, ln2Hi, x))
	q := 0.0
	for k := 13; k >= 2; k-- {
		q = math.FMA(q, r, inverseFactorial[k])
	}
	y := 1 + math.FMA(float64(r*r), q, r)
	// Two steps keep each factor a normal number where the result is subnormal.
	half := int(n) / 2
	return y * powerOfTwo(half) * powerOfTwo(int(n)-half)
}

// inverseFactorial[k] is 1/k!.
var inverseFactorial = func() (f [20]float64) {
	product := 1.0
	for k := range f {
		if k > 0 {
			product *= float64(k)
		}
		f[k] = 1 / product
	}
	return f
}()

// powerOfTwo returns 2^n for -1022 <= n <= 1023.
func powerOfTwo(n int) float64 { return math.Float64frombits(uint64(n+1023) << 52) }

// Log returns the natural logarithm of x: -Inf for 0, NaN for x < 0 and NaN.
//
// x = 2^k (1+f) with 1+f in [√½, √2).
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	k := 0
	if x < 0x1p-1022 {
		x *= 0x1p54
		k = -54
	}
	bits := math.Float64bits(x)
	k += int(bits>>52) - 1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m >= math.Sqrt2 {
		m /= 2
		k++
	}
	e := float64(k)
	return float64(e*ln2Hi) + (log1pNear0(m-1) + float64(e*ln2Lo))
}

// Log1p returns log(1+x) without losing the digits of a small x: -Inf for -1,
// NaN for x < -1 and NaN.
func Log1p(x float64) float64 {
	if x > math.Sqrt2/2-1 && x < math.Sqrt2-1 {
		return log1pNear0(x)
	}
	u := 1 + x
	if u <= 0 || x != x || x > 0x1p53 {
		return Log(u)
	}
	// What 1+x lost to rounding comes back to first order.
	return Log(u) + (x-(u-1))/u
}

// log1pNear0 returns log(1+f) for 1+f in [√½, √2) as 2 artanh(s), s = f/(2+f):
// with |s| <= 0.1716 the series 2s(1 + s²/3 + s⁴/5 + ...) is cut at s^22, where
// the remainder is below 2^-58.
func log1pNear0(f float64) float64 {
	s := f / (2 + f)
	z := s * s
	p := 0.0
	for _, c := range artanhSeries {
		p = math.FMA(p, z, c)
	}
	// 2s = f - s·f exactly, and f carries no rounding error: the small terms
	// are all that is rounded before the last addition.
	return f - float64(s*(f-float64(2*float64(z*p))))
}

// artanhSeries holds the coefficients of s^22 down to s^2.
var artanhSeries = [11]float64{1. / 23, 1. / 21, 1. / 19, 1. / 17, 1. / 15, 1. / 13, 1. / 11, 1. / 9, 1. / 7, 1. / 5, 1. / 3}

// Pow returns x^y for x > 0 as exp(y log x): its relative error grows with
// |y log x|. x = 0 gives 0 for y > 0; a negative x gives NaN.
func Pow(x, y float64) float64 {
	if y == 0 {
		return 1
	}
	return Exp(y * Log(x))
}
