package eval

import (
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// constantShare is the deviation, as a share of its mean, up to which a column counts
// as constant: eight float32 units. A constant that went through float32 arithmetic
// deviates by one or two of them, and its rounding must not become a feature.
const constantShare = 8 * 0x1p-24

// scaling takes each feature to mean 0 and variance 1 over the rows it was
// measured on.
type scaling struct {
	mean, invStd []float64
	bound        float64 // of scaled values
}

// scalingOf returns the scaling of x's columns. A column that is constant, and so
// says nothing, is taken to 0.
//
// No one of n values lies further than √(n-1) deviations from their mean (Samuelson
// 1968). Values of other rows are bounded by that as well: one that is far out in a
// column that hardly varies would otherwise outweigh all other columns, or overflow.
func scalingOf(x blas32.General) scaling {
	s := scaling{mean: make([]float64, x.Cols), invStd: make([]float64, x.Cols)}
	n := float64(x.Rows)
	s.bound = math.Sqrt(n - 1)
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
		if std := math.Sqrt(sum / n); std > constantShare*math.Abs(s.mean[j]) {
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
			scaled[j] = float32(max(-s.bound, min((float64(v)-s.mean[j])*s.invStd[j], s.bound)))
		}
	}
	return t
}
