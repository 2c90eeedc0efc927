package kernels

import "math/bits"

// AppendAbove appends the elements of x that are above t to values, and their
// places, counted from first, to index, and returns both. They come stretch by
// stretch of 512 elements, in an order within a stretch that depends on nothing
// but their places. The order of numbers is that of [KthLargest].
func AppendAbove(values []float32, index []int32, x []float32, t float32, first int) ([]float32, []int32) {
	return active.AppendAbove(values, index, x, t, first)
}

// AppendAbove is [AppendAbove] on this backend.
func (b *Backend) AppendAbove(values []float32, index []int32, x []float32, t float32, first int) ([]float32, []int32) {
	s := selectPool.Get().(*selection)
	defer selectPool.Put(s)
	for ; len(x) >= aboveStretch; first, x = first+aboveStretch, x[aboveStretch:] {
		b.above(s.marks[:], x[:aboveStretch], t)
		for i := 0; i < len(s.marks); i += 2 {
			for pair := uint64(s.marks[i]) | uint64(s.marks[i+1])<<32; pair != 0; pair &= pair - 1 {
				bit := bits.TrailingZeros64(pair)
				at := i + bit%32*16 + bit/32
				values, index = append(values, x[at]), append(index, int32(first+at))
			}
		}
	}
	limit := orderedKey(t)
	for at, v := range x {
		if orderedKey(v) > limit {
			values, index = append(values, v), append(index, int32(first+at))
		}
	}
	return values, index
}

// Largest appends to values the elements of x that are at least its k-th largest,
// k of them and any that tie with the k-th, and to index where they are, as
// [AppendAbove] does, and returns both. It panics unless 1 <= k <= len(x), and x
// must not be all NaN.
func Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	return active.Largest(values, index, x, k)
}

// Largest is [Largest] on this backend.
func (b *Backend) Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	key := orderedKey(b.KthLargest(x, k))
	return b.AppendAbove(values, index, x, fromOrderedKey(max(key, 1)-1), 0)
}
