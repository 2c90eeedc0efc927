package eval

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// The neighbours and the temperature that are usual for embeddings trained
// against a memory bank (Wu et al. 2018, section 3.4).
const (
	Neighbours  = 200
	Temperature = 0.07
)

// panelRows is the number of queries whose similarities are held at once.
const panelRows = 64

// KNN classifies each of queries' rows by its k most similar rows of train, and
// returns the fraction that gets its own label. A neighbour votes for its class
// with the weight exp(s/tau), s its cosine similarity; of rows equally similar
// the first ones are taken, of classes with equal votes the lowest. The rows of
// both matrices, of equal length, need not be unit vectors. k above the number
// of train's rows stands for all of them. threads (0 or 1: none but the
// caller's) changes no bit. A cancelled ctx ends the work with its error.
func KNN(ctx context.Context, train blas32.General, trainLabels []int, queries blas32.General, queryLabels []int, k int, tau float64, threads int) (top1 float64, err error) {
	if err := checkColumns("train", train, "queries", queries); err != nil {
		return 0, err
	}
	if err := checkLabels("queries", queryLabels, queries.Rows); err != nil {
		return 0, err
	}
	c, err := newClassifier("train", train, trainLabels, min(k, train.Rows), tau)
	if err != nil {
		return 0, err
	}
	var unit unitRows
	if err := unit.take("queries", queries, 0, queries.Rows); err != nil {
		return 0, err
	}
	return c.accuracy(ctx, unit.General, queryLabels, threads, func(int, []float32) {})
}

// KNNLeaveOneOut is [KNN] of z's rows among themselves, each classified by the
// others. It needs at least two rows.
func KNNLeaveOneOut(ctx context.Context, z blas32.General, labels []int, k int, tau float64, threads int) (top1 float64, err error) {
	if z.Rows < 2 {
		return 0, fmt.Errorf("eval: leave-one-out needs two rows, z has %d", z.Rows)
	}
	c, err := newClassifier("z", z, labels, min(k, z.Rows-1), tau)
	if err != nil {
		return 0, err
	}
	leaveOut := func(query int, s []float32) { s[query] = negInf }
	return c.accuracy(ctx, c.train, labels, threads, leaveOut)
}

// classifier holds the rows that vote.
type classifier struct {
	train  blas32.General // unit rows
	names  []int          // the classes' labels
	places []int          // each row's class, an index into names
	k      int
	invTau float32
}

func newClassifier(name string, train blas32.General, labels []int, k int, tau float64) (*classifier, error) {
	if k < 1 {
		return nil, errors.New("eval: k must be at least 1")
	}
	invTau := float32(1 / tau)
	if !(invTau > 0 && invTau <= math.MaxFloat32) {
		return nil, fmt.Errorf("eval: temperature tau = %v, must be positive and finite", tau)
	}
	if err := checkLabels(name, labels, train.Rows); err != nil {
		return nil, err
	}
	var unit unitRows
	if err := unit.take(name, train, 0, train.Rows); err != nil {
		return nil, err
	}
	c := &classifier{train: unit.General, k: k, invTau: invTau}
	c.names, c.places = classes(labels)
	return c, nil
}

// accuracy classifies the unit rows of queries, panel by panel, and returns the
// fraction that gets its own label. mask is given each query's similarities
// before its neighbours are chosen.
func (c *classifier) accuracy(ctx context.Context, queries blas32.General, labels []int, threads int, mask func(query int, s []float32)) (float64, error) {
	panels := (queries.Rows + panelRows - 1) / panelRows
	right := make([]int, panels)
	scratch := make([]*voting, max(threads, 1))
	parallel.ForWorker(threads, panels, func(worker, panel int) {
		if ctx.Err() != nil {
			return
		}
		if scratch[worker] == nil {
			scratch[worker] = c.newVoting(min(panelRows, queries.Rows))
		}
		v := scratch[worker]
		first := panel * panelRows
		rows := min(panelRows, queries.Rows-first)
		similarities := v.similarities(queries, first, rows)
		for i := range rows {
			s := matrix.Row(similarities, i)
			mask(first+i, s)
			if c.names[v.classify(s)] == labels[first+i] {
				right[panel]++
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	total := 0
	for _, n := range right {
		total += n
	}
	return float64(total) / float64(queries.Rows), nil
}

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
		neighbours: make([]int, 0, c.k),
		weights:    make([]float32, c.k),
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
	kernels.SoftmaxWeights(v.weights, v.weights, v.invTau)
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
	threshold := kernels.KthLargest(s, v.k)
	above := 0
	for _, e := range s {
		if e > threshold {
			above++
		}
	}
	ties := v.k - above
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
