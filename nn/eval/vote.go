package eval

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// voting is one worker's scratch.
type voting struct {
	*classifier
	panel      []float32 // similarities of a panel's queries
	neighbours []int     // rows of train
	weights    []float32 // their votes
	votes      []float64 // of each class
}

func (c *classifier) newVoting(rows int) *voting {
	return &voting{
		classifier: c,
		panel:      make([]float32, rows*c.train.Rows),
		neighbours: make([]int, 0, c.knn.K),
		weights:    make([]float32, c.knn.K),
		votes:      make([]float64, len(c.names)),
	}
}

// similarities returns the cosine similarities to every row of train, by
// column, of the given number of queries from first on, by row.
func (v *voting) similarities(queries blas32.General, first, rows int) blas32.General {
	s := matrix.Of(v.panel, rows, v.train.Rows)
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, matrix.Rows(queries, first, first+rows), v.train, 0, s)
	return s
}

// classify returns the class with most votes among the k nearest rows.
func (v *voting) classify(s []float32) int {
	v.nearest(s)
	for i, j := range v.neighbours {
		v.weights[i] = s[j]
	}
	// Softmax weights are exp(s/τ) over their sum, which changes no vote and
	// cannot overflow.
	kernels.SoftmaxWeights(v.weights, v.weights, v.knn.invTau())
	clear(v.votes)
	for i, j := range v.neighbours {
		v.votes[v.places[j]] += float64(v.weights[i])
	}
	best := 0
	for class, vote := range v.votes {
		if vote > v.votes[best] {
			best = class
		}
	}
	return best
}

// nearest sets neighbours to the rows of the k largest similarities, in
// ascending order, the first ones of those that tie with the k-th.
func (v *voting) nearest(s []float32) {
	threshold := kernels.KthLargest(s, v.knn.K)
	above := 0
	for _, e := range s {
		if e > threshold {
			above++
		}
	}
	ties := v.knn.K - above
	v.neighbours = v.neighbours[:0]
	for j, e := range s {
		if e > threshold {
			v.neighbours = append(v.neighbours, j)
		} else if e == threshold && ties > 0 {
			v.neighbours = append(v.neighbours, j)
			ties--
		}
	}
}
