package eval

import (
	"math"

	"github.com/abc86604/temper/kernels/parallel"
)

// pieceLength is how many elements of a long vector are one task.
const pieceLength = 1 << 12

// eachPiece calls f with the bounds of every piece of n elements.
func eachPiece(threads, n int, f func(piece, from, to int)) {
	parallel.For(threads, pieces(n), func(i int) {
		f(i, i*pieceLength, min((i+1)*pieceLength, n))
	})
}

func pieces(n int) int { return (n + pieceLength - 1) / pieceLength }

// dot is x·y: the sums of the pieces in order, each in four lanes.
func dot(threads int, x, y []float64) float64 {
	sums := make([]float64, pieces(len(x)))
	eachPiece(threads, len(x), func(piece, from, to int) {
		sums[piece] = dotLanes(x[from:to], y[from:to])
	})
	total := 0.0
	for _, s := range sums {
		total += s
	}
	return total
}

// dotLanes is x·y with element j in lane j mod 4: sums that need not wait for each
// other.
func dotLanes(x, y []float64) float64 {
	var a, b, c, d float64
	n := len(x)
	y = y[:n]
	j := 0
	for ; j+4 <= n; j += 4 {
		a += float64(x[j] * y[j])
		b += float64(x[j+1] * y[j+1])
		c += float64(x[j+2] * y[j+2])
		d += float64(x[j+3] * y[j+3])
	}
	for ; j < n; j++ {
		a += float64(x[j] * y[j])
	}
	return (a + b) + (c + d)
}

// addScaled sets dst to x + a y. dst may be x.
func addScaled(threads int, dst, x []float64, a float64, y []float64) {
	eachPiece(threads, len(dst), func(_, from, to int) {
		for j := from; j < to; j++ {
			dst[j] = x[j] + float64(a*y[j])
		}
	})
}

// largest is the largest magnitude in x.
func largest(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}
