package kernels

import (
	"math"
	"math/bits"
)

// Largest appends to values the elements of x that are at least its k-th largest,
// k of them and any that tie with the k-th, and to index where they are, and
// returns both. They come stretch by stretch of 512 elements, in an order within a
// stretch that depends on nothing but their places. Largest leaves x alone, whose
// NaNs are ordered as by [KthLargest]; it panics unless 1 <= k <= len(x).
func Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	return active.Largest(values, index, x, k)
}

// Largest is [Largest] on this backend.
func (b *Backend) Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	least := b.KthLargest(x, k)
	if least == 0 {
		least = float32(math.Copysign(0, -1)) // both zeros tie, of which the order has -0 below
	}
	key := orderedKey(least)
	whole := len(x) / aboveStretch * aboveStretch
	if key == 0 {
		whole = 0 // nothing is below
	}
	s := selectPool.Get().(*selection)
	defer selectPool.Put(s)
	s.fillRest(x[whole:min(len(x), whole+aboveStretch)])
	s.over = s.mark(b, s.over, x[:whole], fromOrderedKey(max(key, 1)-1))
	for i := 0; i < whole/32; i += 2 {
		first := i/16*aboveStretch + i%16
		for pair := uint64(s.over[i]) | uint64(s.over[i+1])<<32; pair != 0; pair &= pair - 1 {
			bit := bits.TrailingZeros64(pair)
			at := first + bit%32*16 + bit/32
			values, index = append(values, x[at]), append(index, int32(at))
		}
	}
	for at := whole; at < len(x); at++ {
		if orderedKey(x[at]) >= key {
			values, index = append(values, x[at]), append(index, int32(at))
		}
	}
	return values, index
}
