package picture

import "math"

// filterBits is the number of fraction bits of a resampling weight.
const filterBits = 22

// filter holds the weights of one output position: weights[i] belongs to the source
// position first+i. They sum to 1<<filterBits, and their magnitudes to less than twice
// that, so that a sum of weighted bytes is an int32.
type filter struct {
	first   int
	weights []int64
}

// round gives the byte nearest to a weighted sum of bytes.
func round(sum int32) uint8 {
	return uint8(min(max((sum+1<<(filterBits-1))>>filterBits, 0), 255))
}

// filters returns one filter for every position of a row of length to, taken
// from a row of length from.
func filters(from, to int) []filter {
	all := make([]filter, to)
	scale := float64(from) / float64(to)
	stretch := max(scale, 1)
	for i := range all {
		center := float64((float64(i)+0.5)*scale) - 0.5
		reach := float64(2 * stretch)
		first := max(int(math.Ceil(center-reach)), 0)
		last := min(int(math.Floor(center+reach)), from-1)
		weights := make([]float64, last-first+1)
		for j := range weights {
			weights[j] = catmullRom((float64(first+j) - center) / stretch)
		}
		all[i] = filter{first, quantise(weights)}
	}
	return all
}

// catmullRom is the cubic with support [-2, 2] that is 1 at 0 and 0 at every
// other integer.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return float64(float64(float64(1.5*x)-2.5)*float64(x*x)) + 1
	case x < 2:
		return float64(float64(float64(float64(float64(-0.5*x)+2.5)*x)-4)*x) + 2
	}
	return 0
}

// quantise scales weights to the sum 1<<filterBits and rounds them, giving
// what rounding lost or won to the largest.
func quantise(weights []float64) []int64 {
	var sum float64
	for _, w := range weights {
		sum += w
	}
	rounded := make([]int64, len(weights))
	rest, largest := int64(1<<filterBits), 0
	for i, w := range weights {
		rounded[i] = int64(math.RoundToEven(float64(w/sum) * (1 << filterBits)))
		rest -= rounded[i]
		if rounded[i] > rounded[largest] {
			largest = i
		}
	}
	rounded[largest] += rest
	return rounded
}
