package suite

import "slices"

// median returns the middle of x, or the mean of the two in the middle; x is
// not empty and keeps its order.
func median(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
