package bench

import (
	"math"
	"slices"
)

// What a Go programmer would write by hand.

func plainDot(x, y []float32) float32 {
	var sum float32
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}

func plainAdd(dst, x, y []float32) {
	for i, v := range x {
		dst[i] = v + y[i]
	}
}

func plainExp(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(math.Exp(float64(v)))
	}
}

func plainLog(dst, x []float32) {
	for i, v := range x {
		dst[i] = float32(math.Log(float64(v)))
	}
}

func plainSoftmax(dst, x []float32, invTau float32) float64 {
	m, sum := slices.Max(x), 0.0
	for i, v := range x {
		e := math.Exp(float64((v - m) * invTau))
		dst[i] = float32(e)
		sum += e
	}
	for i := range dst {
		dst[i] /= float32(sum)
	}
	return float64(m*invTau) + math.Log(sum)
}

// plainMatMul is C = A·B for an m×k and a k×n matrix, in the order of loops that
// walks along rows.
func plainMatMul(c, a, b []float32, m, n, k int) {
	clear(c)
	for i := range m {
		row := c[i*n : (i+1)*n]
		for p := range k {
			v := a[i*k+p]
			for j, w := range b[p*n : (p+1)*n] {
				row[j] += v * w
			}
		}
	}
}

func plainKthLargest(x []float32, k int) float32 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	return sorted[len(sorted)-k]
}
