package kernels

// Largest appends to values the elements of x that are at least its k-th largest,
// k of them and any that tie with the k-th, and to index where they are, as
// [Above] does, and returns both. It panics unless 1 <= k <= len(x).
func Largest(values []float32, index []int32, x []float32, k int) ([]float32, []int32) {
	// Nothing is below the lowest key, that of a NaN: elements with it are left out.
	below := max(orderedKey(KthLargest(x, k)), 1) - 1
	return Above(values, index, x, fromOrderedKey(below), 0)
}
