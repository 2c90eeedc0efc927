package kernels

import (
	"math/bits"
	"slices"
)

// Above appends the elements of x that are above t to values, and their places,
// counted from first, to index, and returns both. They come stretch by stretch
// of 512 elements, in an order within a stretch that depends on nothing but
// their places. The order of numbers is that of [KthLargest]. x must overlap
// neither values nor index, nor have places beyond an int32.
func Above(values []float32, index []int32, x []float32, t float32, first int) ([]float32, []int32) {
	s := selectPool.Get().(*selection)
	defer selectPool.Put(s)
	for ; len(x) >= aboveStretch; first, x = first+aboveStretch, x[aboveStretch:] {
		active.Above(s.marks[:], x[:aboveStretch], t)
		n := len(values)
		values, index = slices.Grow(values, aboveStretch), slices.Grow(index, aboveStretch)
		kept := takeMarked(values[n:n+aboveStretch], index[n:n+aboveStretch], (*[aboveStretch]float32)(x), &s.marks, int32(first))
		values, index = values[:n+kept], index[:n+kept]
	}
	limit := orderedKey(t)
	for at, v := range x {
		if orderedKey(v) > limit {
			values, index = append(values, v), append(index, int32(first+at))
		}
	}
	return values, index
}

// takeMarked moves the marked elements of a stretch, and their places counted from
// first, to the front of values and index, and returns how many they are.
func takeMarked(values []float32, index []int32, x *[aboveStretch]float32, marks *[aboveStretch / 32]uint32, first int32) (n int) {
	for i := 0; i < len(marks); i += 2 {
		for pair := uint64(marks[i]) | uint64(marks[i+1])<<32; pair != 0; pair &= pair - 1 {
			bit := bits.TrailingZeros64(pair)
			at := (i + bit%32*16 + bit/32) % aboveStretch
			values[n], index[n] = x[at], first+int32(at)
			n++
		}
	}
	return n
}
