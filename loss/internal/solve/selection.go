package solve

import (
	"math"

	"github.com/abc86604/temper/kernels"
)

// A Selection says which negatives of an anchor count; see loss.Selection. The zero
// value stands for all.
type Selection struct {
	K          int     // so many of the hardest
	Alpha      float64 // or this fraction
	Drop       bool    // those with s_ij ≥ s_ip + Margin
	Margin     float64
	OtherClass bool // those of the anchor's class
}

// hard tells whether only the hardest are kept.
func (s Selection) hard() bool { return s.K != 0 || s.Alpha != 0 }

// masks tells whether negatives are dropped before any is among the hardest.
func (s Selection) masks() bool { return s.Drop || s.OtherClass }

// count is the number of negatives to keep out of n.
func (s Selection) count(n int) int {
	switch {
	case s.K > 0:
		return min(s.K, n)
	case s.Alpha > 0:
		return max(1, int(math.RoundToEven(s.Alpha*float64(n))))
	}
	return n
}

// within counts the negatives of a row below a limit, and writes -Inf over the others.
func within(row []float32, below float32) (kept int) {
	for j, v := range row {
		switch {
		case v >= below:
			row[j] = negInf
		case v != negInf:
			kept++
		}
	}
	return kept
}

// keepHardest keeps the k largest elements of a row, and any that tie with the
// k-th; it writes -Inf over the others and returns how many it kept. What is not
// a negative is -Inf in row already; there are at least k that are.
func keepHardest(row []float32, k int) (kept int) {
	threshold := kernels.KthLargest(row, k)
	for j, v := range row {
		if v >= threshold {
			kept++
		} else {
			row[j] = negInf
		}
	}
	return kept
}
