package eval

import (
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// scaling takes each feature to mean 0 and variance 1 over the rows it was
// measured on.
type scaling struct {
	mean, invStd []float64
}

// scalingOf returns the scaling of x's columns. A column that is constant, and so
// says nothing, is taken to 0.
func scalingOf(x blas32.General) scaling {
	s := scaling{mean: make([]float64, x.Cols), invStd: make([]float64, x.Cols)}
	n := float64(x.Rows)
	for i := range x.Rows {
		for j, v := range matrix.Row(x, i) {
			s.mean[j] += float64(v)
		}
	}
	for j := range s.mean {
		s.mean[j] /= n
	}
	for i := range x.Rows {
		for j, v := range matrix.Row(x, i) {
			d := float64(v) - s.mean[j]
			s.invStd[j] += float64(d * d)
		}
	}
	for j, sum := range s.invStd {
		// Rounding of the mean leaves a constant column a deviation of 1e-16 of it.
		if std := math.Sqrt(sum / n); std > 1e-12*math.Abs(s.mean[j]) {
			s.invStd[j] = 1 / std
		} else {
			s.invStd[j] = 0
		}
	}
	return s
}

// apply returns the scaled rows of x.
func (s scaling) apply(x blas32.General) blas32.General {
	t := matrix.New(x.Rows, x.Cols)
	for i := range x.Rows {
		scaled := matrix.Row(t, i)
		for j, v := range matrix.Row(x, i) {
			scaled[j] = float32((float64(v) - s.mean[j]) * s.invStd[j])
		}
	}
	return t
}
