package kernels

import (
	"fmt"
	"math"
	"sync"
)

// KthLargest returns the k-th largest element of x, counting equal elements one
// by one; k = 1 is the maximum. It is exact and leaves x alone. The order is
// that of the numbers with -0 below +0 and NaNs beyond the infinities of their
// sign. It panics unless 1 <= k <= len(x).
//
// The bits of a float32, with the sign turned around, are ordered as the numbers
// are: a histogram of the highest bits finds the bin that holds the element,
// and the bin's few elements are sorted out by the bits below.
func KthLargest(x []float32, k int) float32 {
	if k < 1 || k > len(x) {
		panic(fmt.Sprintf("kernels: KthLargest: k = %d of %d elements", k, len(x)))
	}
	s := selectPool.Get().(*selection)
	defer selectPool.Put(s)
	bin, k := s.topBin(x, k)
	s.keys = s.keys[:0]
	for _, v := range x {
		if key := orderedKey(v); key>>(32-topBits) == bin {
			s.keys = append(s.keys, key)
		}
	}
	return fromOrderedKey(kthLargestKey(s.keys, k, 32-topBits))
}

// topBits is the number of high bits that the first histogram tells apart.
const topBits = 12

// selection is the scratch of one call.
type selection struct {
	counts [1 << topBits]uint32
	keys   []uint32
}

var selectPool = sync.Pool{New: func() any { return new(selection) }}

// topBin returns the value of the high bits of the k-th largest element, and its
// rank within that bin.
func (s *selection) topBin(x []float32, k int) (bin uint32, rank int) {
	clear(s.counts[:])
	for _, v := range x {
		s.counts[orderedKey(v)>>(32-topBits)]++
	}
	bin = 1<<topBits - 1
	for ; k > int(s.counts[bin]); bin-- {
		k -= int(s.counts[bin])
	}
	return bin, k
}

// kthLargestKey returns the k-th largest of keys, which agree above the lowest
// bits bits: it halves the range of one bit after the other, reordering keys.
func kthLargestKey(keys []uint32, k, bits int) uint32 {
	for bit := bits - 1; bit >= 0; bit-- {
		ones := 0
		for i, key := range keys {
			if key>>bit&1 == 1 {
				keys[i], keys[ones] = keys[ones], keys[i]
				ones++
			}
		}
		if k <= ones {
			keys = keys[:ones]
		} else {
			keys, k = keys[ones:], k-ones
		}
	}
	return keys[0]
}

// orderedKey maps a float32 to an integer with the same order.
func orderedKey(v float32) uint32 {
	u := math.Float32bits(v)
	return u ^ (uint32(int32(u)>>31) | 1<<31)
}

func fromOrderedKey(key uint32) float32 {
	if key>>31 == 1 {
		return math.Float32frombits(key ^ 1<<31)
	}
	return math.Float32frombits(^key)
}
