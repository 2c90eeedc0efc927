package portable

import (
	"math"
	"math/bits"
)

// Rand is a counter-based generator: its i-th number is a hash of its key and
// i, so that a stream is named by what it is for, such as (seed, epoch, image,
// view), and does not depend on which goroutine draws it or when.
//
// The hash is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
// A Rand must not be used by two goroutines at once.
type Rand struct {
	key, counter uint64
	spare        float64 // the second number of a Box-Muller pair
	hasSpare     bool
}

const golden = 0x9e3779b97f4a7c15

// NewRand returns the stream that the keys name. Streams whose keys differ in
// any place, order included, are independent.
func NewRand(keys ...uint64) *Rand {
	h := uint64(len(keys))
	for _, k := range keys {
		h = mix(h + golden ^ mix(k))
	}
	return &Rand{key: h}
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 returns 64 uniform bits.
func (r *Rand) Uint64() uint64 {
	r.counter++
	return mix(r.key + r.counter*golden)
}

// Float64 returns a uniform number in [0, 1), a multiple of 2^-53.
// The conversion keeps the product out of a caller's sum.
func (r *Rand) Float64() float64 { return float64(float64(r.Uint64()>>11) * 0x1p-53) }

// IntN returns a uniform integer in [0, n). It panics if n <= 0.
//
// The high half of a 128-bit product, with the low halves that would favour
// some values drawn again (Lemire 2019).
func (r *Rand) IntN(n int) int {
	if n <= 0 {
		panic("portable: IntN: n <= 0")
	}
	hi, lo := bits.Mul64(r.Uint64(), uint64(n))
	if lo < uint64(n) {
		for threshold := -uint64(n) % uint64(n); lo < threshold; {
			hi, lo = bits.Mul64(r.Uint64(), uint64(n))
		}
	}
	return int(hi)
}

// Normal returns a standard normal number (Box and Muller 1958).
func (r *Rand) Normal() float64 {
	if r.hasSpare {
		r.hasSpare = false
		return r.spare
	}
	radius := math.Sqrt(-2 * Log(1-r.Float64()))
	angle := 2 * math.Pi * r.Float64()
	r.spare, r.hasSpare = radius*Sin(angle), true
	return radius * Cos(angle)
}

// Perm returns a uniform permutation of 0..n-1 (Fisher and Yates).
func (r *Rand) Perm(n int) []int {
	p := make([]int, n)
	for i := range p {
		j := r.IntN(i + 1)
		p[i], p[j] = p[j], i
	}
	return p
}
