package eval

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas/blas32"
)

// panelRows is the number of queries whose similarities are held at once.
const panelRows = 64

// KNN classifies rows by a vote of the K most similar ones that have a label. A
// neighbour votes for its class with the weight exp(s/Tau), s its cosine
// similarity; of rows equally similar the first ones are taken, of classes with
// equal votes the lowest.
type KNN struct {
	K   int     // at least 1; above the number of rows that can vote it stands for all of them
	Tau float64 // temperature of the votes, positive and finite
}

// DefaultKNN returns the neighbours and the temperature that are usual for
// embeddings trained against a memory bank: 200 and 0.07 (Wu et al. 2018, section
// 3.4).
func DefaultKNN() KNN { return KNN{K: 200, Tau: 0.07} }

// A KNNScore says how many rows a vote gave their own label, and what voted.
type KNNScore struct {
	Top1 float64 `json:"knn_top1"` // the fraction of the rows
	K    int     `json:"k"`        // the neighbours that voted: no more than there are
	Tau  float64 `json:"knn_tau"`
}

// Classify classifies each of queries' rows by its neighbours among those of
// train, which are of equal length. threads changes no bit. A cancelled ctx ends
// the work with its error.
func (k KNN) Classify(ctx context.Context, threads int, train, queries Labelled) (KNNScore, error) {
	if err := checkBoth("train", train, "queries", queries); err != nil {
		return KNNScore{}, err
	}
	c, err := newClassifier(k, "train", train, train.Rows.Rows)
	if err != nil {
		return KNNScore{}, err
	}
	var unit unitRows
	if err := unit.take("queries", queries.Rows, 0, queries.Rows.Rows); err != nil {
		return KNNScore{}, err
	}
	top1, err := c.accuracy(ctx, unit.General, queries.Labels, threads, func(int, []float32) {})
	return KNNScore{top1, c.k, k.Tau}, err
}

// LeaveOneOut classifies each of z's rows, at least two, by its neighbours among the
// others; a row whose label no other has cannot be right. It is as [KNN.Classify]
// otherwise.
func (k KNN) LeaveOneOut(ctx context.Context, threads int, z Labelled) (KNNScore, error) {
	if err := z.check("z"); err != nil {
		return KNNScore{}, err
	}
	if z.Rows.Rows < 2 {
		return KNNScore{}, errors.New("leave-one-out needs two rows, z has 1")
	}
	c, err := newClassifier(k, "z", z, z.Rows.Rows-1)
	if err != nil {
		return KNNScore{}, err
	}
	leaveOut := func(query int, s []float32) { s[query] = negInf }
	top1, err := c.accuracy(ctx, c.train, z.Labels, threads, leaveOut)
	return KNNScore{top1, c.k, k.Tau}, err
}

// classifier holds the rows that vote.
type classifier struct {
	train  blas32.General // unit rows
	names  []int          // the classes' labels
	places []int          // each row's class, an index into names
	k      int
	invTau float32
}

// newClassifier takes the rows of train, which errors call name; so many of them can
// vote on a query.
func newClassifier(k KNN, name string, train Labelled, voters int) (*classifier, error) {
	if k.K < 1 {
		return nil, fmt.Errorf("kNN with K = %d, must be at least 1", k.K)
	}
	invTau := float32(1 / k.Tau)
	if !(invTau > 0 && invTau <= math.MaxFloat32) {
		return nil, fmt.Errorf("kNN with temperature tau = %v, must be positive and finite", k.Tau)
	}
	var unit unitRows
	if err := unit.take(name, train.Rows, 0, train.Rows.Rows); err != nil {
		return nil, err
	}
	c := &classifier{train: unit.General, k: min(k.K, voters), invTau: invTau}
	c.names, c.places = classes(train.Labels)
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
