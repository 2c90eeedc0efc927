package kernels

import "math"

// Sdot returns Σ x_i y_i by [Dot].
func (b BLAS) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	if n <= 0 || !holdsVector("x", x, n, incX) || !holdsVector("y", y, n, incY) {
		return b.implementation.Sdot(n, x, incX, y, incY)
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	return Dot(dense(&s.x, x, n, incX), dense(&s.y, y, n, incY))
}

// Saxpy computes y += alpha·x by [Axpy].
func (b BLAS) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	if n <= 0 || !holdsVector("x", x, n, incX) || !holdsVector("y", y, n, incY) || alpha == 0 {
		b.implementation.Saxpy(n, alpha, x, incX, y, incY)
		return
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	ys := dense(&s.y, y, n, incY)
	Axpy(alpha, dense(&s.x, x, n, incX), ys)
	spread(y, ys, incY)
}

// Sscal computes x = alpha·x by [Scale]; alpha = 0 overwrites x.
func (b BLAS) Sscal(n int, alpha float32, x []float32, incX int) {
	if n <= 0 || incX < 1 || !holdsVector("x", x, n, incX) || alpha == 0 {
		b.implementation.Sscal(n, alpha, x, incX)
		return
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	xs := dense(&s.x, x, n, incX)
	Scale(alpha, xs, xs)
	spread(x, xs, incX)
}

// Snrm2 returns the Euclidean norm of x: the square root of Dot(x, x) or, where
// the squares leave the range of float32, of their sum in float64. It
// overflows only where the norm does.
func (b BLAS) Snrm2(n int, x []float32, incX int) float32 {
	if n < 2 || incX < 1 || !holdsVector("x", x, n, incX) {
		return b.implementation.Snrm2(n, x, incX)
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	xs := dense(&s.x, x, n, incX)
	sum := float64(Dot(xs, xs))
	// Squares lost below the range weigh less than 2^-149 each.
	if !(sum > 0x1p-80 && sum <= math.MaxFloat32) {
		sum = 0
		for _, v := range xs {
			sum += float64(float64(v) * float64(v))
		}
	}
	return float32(math.Sqrt(sum))
}

// Sasum returns Σ |x_i| by [Sum].
func (b BLAS) Sasum(n int, x []float32, incX int) float32 {
	if n <= 0 || incX < 1 || !holdsVector("x", x, n, incX) {
		return b.implementation.Sasum(n, x, incX)
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	var sum float64
	for from := 0; from < n; from += Block {
		sum += float64(Sum(absolute(&s.x, x, from, min(from+Block, n), incX)))
	}
	return float32(sum)
}

// Isamax returns the first index of the greatest |x_i|, or -1 for an empty x.
// It passes over NaNs but for x_0: if that is NaN, the result is 0.
func (b BLAS) Isamax(n int, x []float32, incX int) int {
	if n < 2 || incX < 1 || !holdsVector("x", x, n, incX) || x[0] != x[0] {
		return b.implementation.Isamax(n, x, incX)
	}
	s := vectorScratches.Get().(*vectorScratch)
	defer vectorScratches.Put(s)
	at, greatest := 0, float32(-1)
	for from := 0; from < n; from += Block {
		block := absolute(&s.x, x, from, min(from+Block, n), incX)
		if m := Max(block); m > greatest {
			greatest = m
			for at = 0; block[at] != m; at++ {
			}
			at += from
		}
	}
	return at
}
