package kernels

import (
	"math/bits"
	"slices"
)

// AppendAbove appends the elements of x that are above t to values, and their
// places, counted from first, to index, and returns both. They come stretch by
// stretch of 512 elements, in an order within a stretch that depends on nothing
// but their places. The order of numbers is that of [KthLargest]. x must overlap
// neither values nor index, nor have places beyond an int32.
func AppendAbove(values []float32, index []int32, x []float32, t float32, first int) ([]float32, []int32) {
	return active.AppendAbove(values, index, x, t, first)
}

// AppendAbove is [AppendAbove] on this backend.
func (b *Backend) AppendAbove(values []float32, index []int32, x []float32, t float32, first int) ([]float32, []int32) {
	s := selectPool.Get().(*selection)
	defer selectPool.Put(s)
	for ; len(x) >= aboveStretch; first, x = first+aboveStretch, x[aboveStretch:] {
		b.table.Above(s.marks[:], x[:aboveStretch], t)
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

// Largest appends to values the elements of x that are at least its k-th largest,
// k of them and any that tie with the k-th, and to index where they are, as
// [AppendAbove] does, and returns both. It panics unless 1 <= k <= len(x).
func Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	return active.Largest(values, index, x, k)
}

// Largest is [Largest] on this backend.
func (b *Backend) Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	// Nothing is below the impl.Lowest key, that of a NaN: elements with it are left out.
	below := max(orderedKey(b.KthLargest(x, k)), 1) - 1
	return b.AppendAbove(values, index, x, fromOrderedKey(below), 0)
}
