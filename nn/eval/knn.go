package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

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

// Check returns an error for K or Tau outside their range.
func (k KNN) Check() error {
	if k.K < 1 {
		return fmt.Errorf("kNN with K = %d, must be at least 1", k.K)
	}
	if invTau := k.invTau(); !(invTau > 0 && invTau <= math.MaxFloat32) {
		return fmt.Errorf("kNN with temperature tau = %v, must be positive and finite", k.Tau)
	}
	return nil
}

func (k KNN) invTau() float32 { return float32(1 / k.Tau) }

// A KNNScore says how many rows a vote gave their own label, and what voted.
type KNNScore struct {
	Top1 float64 `json:"knn_top1"` // the fraction of the rows
	K    int     `json:"k"`        // the neighbours that voted: no more than there are
	Tau  float64 `json:"knn_tau"`

	// The label of which the fewest rows vote, the lowest of such labels, and the
	// number of those rows, the classified one included where it is among them.
	SmallestClass     int `json:"smallest_class"`
	SmallestClassRows int `json:"smallest_class_rows"`
}

// Warning says of a class with fewer rows than K that others vote on all that belongs
// to it, however well apart the classes lie; "" where there is no such class.
func (s KNNScore) Warning() string {
	if s.SmallestClassRows >= s.K {
		return ""
	}
	return fmt.Sprintf("class %d has %s, fewer than K = %d: rows of other classes vote on all of its own",
		s.SmallestClass, plural(s.SmallestClassRows, "row"), s.K)
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
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
	return c.score(ctx, unit.General, queries.Labels, threads, func(int, []float32) {})
}

// LeaveOneOut classifies each of z's rows, at least two, by its neighbours among the
// others; a row whose label no other has cannot be right. It is as [KNN.Classify]
// otherwise.
func (k KNN) LeaveOneOut(ctx context.Context, threads int, z Labelled) (KNNScore, error) {
	c, err := k.othersOf(z)
	if err != nil {
		return KNNScore{}, err
	}
	leaveOut := func(query int, s []float32) { s[query] = negInf }
	return c.score(ctx, c.train, z.Labels, threads, leaveOut)
}

// LeaveOneOutOf is [KNN.LeaveOneOut] of some of z's rows alone, those that rows counts
// from 0: all others vote on each of them. It panics if rows names one that z has not.
func (k KNN) LeaveOneOutOf(ctx context.Context, threads int, z Labelled, rows []int) (KNNScore, error) {
	c, err := k.othersOf(z)
	if err != nil {
		return KNNScore{}, err
	}
	queries := Labelled{c.train, z.Labels}.Subset(rows)
	leaveOut := func(query int, s []float32) { s[rows[query]] = negInf }
	return c.score(ctx, queries.Rows, queries.Labels, threads, leaveOut)
}

// othersOf has the rows of z vote on each other.
func (k KNN) othersOf(z Labelled) (*classifier, error) {
	if err := z.check("z"); err != nil {
		return nil, err
	}
	if z.Rows.Rows < 2 {
		return nil, errors.New("leave-one-out needs two rows, z has 1")
	}
	return newClassifier(k, "z", z, z.Rows.Rows-1)
}

// classifier holds the rows that vote.
type classifier struct {
	train  blas32.General // unit rows
	names  []int          // the classes' labels
	places []int          // each row's class, an index into names
	knn    KNN            // with K no more than can vote
}

// newClassifier takes the rows of train, which errors call name; so many of them can
// vote on a query.
func newClassifier(k KNN, name string, train Labelled, voters int) (*classifier, error) {
	if err := k.Check(); err != nil {
		return nil, err
	}
	var unit unitRows
	if err := unit.take(name, train.Rows, 0, train.Rows.Rows); err != nil {
		return nil, err
	}
	c := &classifier{train: unit.General, knn: KNN{min(k.K, voters), k.Tau}}
	c.names, c.places = classes(train.Labels)
	return c, nil
}

// score classifies the unit rows of queries, panel by panel. mask is given each
// query's similarities before its neighbours are chosen.
func (c *classifier) score(ctx context.Context, queries blas32.General, labels []int, threads int, mask func(query int, s []float32)) (KNNScore, error) {
	panels := (queries.Rows + panelRows - 1) / panelRows
	right := make([]int, panels)
	scratch := make([]*voting, max(threads, 1))
	progress := newCounter(ctx, "kNN", "queries", queries.Rows)
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
		progress.add(rows)
	})
	if err := ctx.Err(); err != nil {
		return KNNScore{}, err
	}
	total := 0
	for _, n := range right {
		total += n
	}
	s := KNNScore{Top1: float64(total) / float64(queries.Rows), K: c.knn.K, Tau: c.knn.Tau}
	s.SmallestClass, s.SmallestClassRows = c.smallest()
	return s, nil
}

// smallest is the label of which there are the fewest rows, and how many.
func (c *classifier) smallest() (label, rows int) {
	counts := make([]int, len(c.names))
	for _, class := range c.places {
		counts[class]++
	}
	rows = slices.Min(counts)
	return c.names[slices.Index(counts, rows)], rows
}
