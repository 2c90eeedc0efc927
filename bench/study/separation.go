package study

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

const (
	nearestShown = 10 // negatives of a separation
	bins         = 80 // of a histogram of similarities
	arcs         = 72 // of a circle
)

// separationOf says how the similarities of unit rows lie: of two views of each image, and
// of the images with their labels.
func separationOf(threads int, view0, view1, images blas32.General, labels []int) *Separation {
	s := &Separation{
		Nearest:   make([]float64, min(nearestShown, view0.Rows-1)),
		Positives: make([]float64, bins), SameClass: make([]float64, bins), OtherClasses: make([]float64, bins),
	}
	s.local(similarities(threads, view0, view1))
	s.classes(similarities(threads, images, images), labels)
	for _, shares := range [][]float64{s.Positives, s.SameClass, s.OtherClasses} {
		toShares(shares)
	}
	s.Positive = rounded(s.Positive)
	roundedAll(s.Nearest)
	return s
}

// similarities is a·bᵀ.
func similarities(threads int, a, b blas32.General) blas32.General {
	s := matrix.New(a.Rows, b.Rows)
	kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, a, b, 0, s)
	return s
}

// local takes the positives, on the diagonal, and of each row the nearest negatives.
func (s *Separation) local(sim blas32.General) {
	n := float64(sim.Rows)
	for i := range sim.Rows {
		row := matrix.Row(sim, i)
		positive := row[i]
		s.Positive += float64(positive) / n
		s.Positives[bin(positive)]++
		row[i] = float32(math.Inf(-1))
		slices.Sort(row)
		for k := range s.Nearest {
			s.Nearest[k] += float64(row[len(row)-1-k]) / n
		}
	}
}

// classes takes the pairs of different images.
func (s *Separation) classes(sim blas32.General, labels []int) {
	for i := range sim.Rows {
		for j, v := range matrix.Row(sim, i)[:i] {
			if labels[i] == labels[j] {
				s.SameClass[bin(v)]++
			} else {
				s.OtherClasses[bin(v)]++
			}
		}
	}
}

// bin is the place of a similarity in a histogram.
func bin(s float32) int {
	return min(bins-1, max(0, int(float64(s+1)/2*bins)))
}

// toShares divides counts by their sum.
func toShares(counts []float64) {
	sum := 0.0
	for _, c := range counts {
		sum += c
	}
	for i := range counts {
		if sum > 0 {
			counts[i] = rounded(counts[i] / sum)
		}
	}
}

// circleOf is where unit rows of two values lie: for each class the shares of all rows in
// the arcs.
func circleOf(z blas32.General, labels []int) [][]float64 {
	shares := make([][]float64, slices.Max(labels)+1)
	for c := range shares {
		shares[c] = make([]float64, arcs)
	}
	for i := range z.Rows {
		row := matrix.Row(z, i)
		turn := math.Atan2(float64(row[1]), float64(row[0])) / (2 * math.Pi)
		arc := int((turn+1)*arcs) % arcs
		shares[labels[i]][arc] += 1 / float64(z.Rows)
	}
	for c := range shares {
		roundedAll(shares[c])
	}
	return shares
}
