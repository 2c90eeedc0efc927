package retrieval

import (
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// Randomised is the two-sided p-value of a paired randomisation test (Fisher 1935; Smucker,
// Allan & Carterette 2007): differences are those of one measure between two runs, query by
// query. If the runs were equally good, each difference could as well have the other sign;
// of so many random choices of all signs, p is the share with a mean as far from 0 as the
// one there is, that one counted too: (1 + #)/(1 + flips), from 1/(1 + flips) to 1. Sums
// that rounding alone may keep apart count as equal. The same seed gives the same p. Without
// differences, and with one that is NaN, p is 1.
func Randomised(differences []float64, flips int, seed uint64) float64 {
	var sum, size float64
	for _, d := range differences {
		sum += d
		size += math.Abs(d)
	}
	// Either sum is within n·2^-53·size of the true one.
	bound := math.Abs(sum) - float64(float64(len(differences))*0x1p-52*size)
	rng := portable.NewRand(seed)
	asFar := 1
	for range flips {
		if !(math.Abs(flipped(differences, rng)) < bound) {
			asFar++
		}
	}
	return float64(asFar) / float64(1+flips)
}

// flipped is the sum of the differences with random signs.
func flipped(differences []float64, rng *portable.Rand) (sum float64) {
	var signs uint64
	for i, d := range differences {
		if i%64 == 0 {
			signs = rng.Uint64()
		}
		sum += math.Float64frombits(math.Float64bits(d) ^ signs<<63)
		signs >>= 1
	}
	return sum
}
