package impl

import "math"

// tree adds the lanes by halves: lane i receives lane i + L/2, and so on down to
// one. len(lanes) is a power of two.
func tree(lanes []float32) float32 {
	for half := len(lanes) / 2; half > 0; half /= 2 {
		for i := range half {
			lanes[i] += lanes[i+half]
		}
	}
	return lanes[0]
}

// greatest is the greatest of the lanes by the same halves.
func greatest(lanes []float32) float32 {
	for half := len(lanes) / 2; half > 0; half /= 2 {
		for i := range half {
			lanes[i] = Greater(lanes[i+half], lanes[i])
		}
	}
	return lanes[0]
}

// Greater returns x if x > y and y otherwise, which is how the vector units
// treat NaN and the two zeros.
func Greater(x, y float32) float32 {
	if x > y {
		return x
	}
	return y
}

// Lowest are the lanes of a maximum of nothing.
var Lowest = func() (l [TileSpan]float32) {
	for i := range l {
		l[i] = float32(math.Inf(-1))
	}
	return l
}()
