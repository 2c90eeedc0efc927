package main

import (
	"context"
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss/analysis"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Snapshot is what a rule may know of embeddings: how similar anchors are to their
// negatives and their positives, and how each temperature of [Results].Fine spreads the
// gradient over the negatives (see [analysis.Spread]), all as means over the anchors.
type Snapshot struct {
	Negatives int     `json:"negatives"` // of an anchor
	SameClass float64 `json:"same_class,omitempty"`
	// The similarities of an anchor to its negatives: their mean, and the root of the mean
	// over the anchors of their variance. What differs from anchor to anchor alone moves no
	// softmax.
	Mean      float64 `json:"mean"`
	Deviation float64 `json:"deviation"`
	// The similarity of an anchor to its positive, over all anchors.
	PositiveMean      float64 `json:"positive_mean"`
	PositiveDeviation float64 `json:"positive_deviation"`

	Entropy   []float64 `json:"entropy"`
	Effective []float64 `json:"effective"`
	Hardest   []float64 `json:"hardest"`
	Share     []float64 `json:"same_class_share,omitempty"` // nil where there are no classes
}

// fineTaus are the temperatures at which snapshots are taken: 41 from 0.01 to 2, each the
// same multiple of the one before.
func fineTaus() []float64 {
	const n = 41
	low, high := portable.Log(0.01), portable.Log(2)
	taus := make([]float64, n)
	for i := range taus {
		t := float64(i) / (n - 1)
		taus[i] = rounded(portable.Exp(float64(low*(1-t))+float64(high*t)), 5)
	}
	return taus
}

// snapshotOf looks at rows of which each is an anchor and all others its negatives; rows i
// of views are two views of one item.
func snapshotOf(ctx context.Context, z blas32.General, labels []int, views [2]blas32.General) (*Snapshot, error) {
	unit, err := unitRows(z)
	if err != nil {
		return nil, err
	}
	spreads, err := analysis.Analyze(ctx, 1, unit, labels, fineTaus())
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Negatives: z.Rows - 1, SameClass: sameClass(labels)}
	for _, spread := range spreads {
		s.add(spread)
	}
	similarities := matrix.New(z.Rows, z.Rows)
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, unit, unit, 0, similarities)
	var negatives deviations
	for i := range z.Rows {
		row := matrix.Row(similarities, i)
		row[i] = row[len(row)-1] // an anchor is none of its negatives
		negatives.add(row[:len(row)-1])
	}
	positives, err := paired(views)
	if err != nil {
		return nil, err
	}
	s.moments(negatives, positives)
	return s, nil
}

func (s *Snapshot) add(spread analysis.Spread) {
	s.Entropy = append(s.Entropy, rounded(spread.Entropy, 4))
	s.Effective = append(s.Effective, rounded(spread.EffectiveNegatives, 2))
	s.Hardest = append(s.Hardest, rounded(spread.HardestShare, 4))
	if spread.SameClassShare != nil {
		s.Share = append(s.Share, rounded(*spread.SameClassShare, 4))
	}
}

func (s *Snapshot) moments(negatives deviations, positives []float32) {
	s.Mean, s.Deviation = rounded(negatives.mean(), 5), rounded(negatives.deviation(), 5)
	var all deviations
	all.add(positives)
	s.PositiveMean, s.PositiveDeviation = rounded(all.mean(), 5), rounded(all.deviation(), 5)
}

// deviations are means over anchors of the mean and the variance of their similarities.
type deviations struct{ anchors, means, variances float64 }

func (d *deviations) add(s []float32) {
	mean, squares := 0.0, 0.0
	for _, v := range s {
		mean += float64(v)
	}
	mean /= float64(len(s))
	for _, v := range s {
		squares += float64((float64(v) - mean) * (float64(v) - mean))
	}
	d.anchors++
	d.means += mean
	d.variances += squares / float64(len(s))
}

func (d *deviations) mean() float64      { return d.means / d.anchors }
func (d *deviations) deviation() float64 { return math.Sqrt(d.variances / d.anchors) }

// paired is the similarity of each row of a matrix to the same row of another.
func paired(views [2]blas32.General) ([]float32, error) {
	var unit [2]blas32.General
	for i, view := range views {
		var err error
		if unit[i], err = unitRows(view); err != nil {
			return nil, err
		}
	}
	s := make([]float32, unit[0].Rows)
	for i := range s {
		s[i] = kernels.Dot(matrix.Row(unit[0], i), matrix.Row(unit[1], i))
	}
	return s, nil
}

func unitRows(z blas32.General) (blas32.General, error) {
	unit := matrix.New(z.Rows, z.Cols)
	return unit, matrix.Unit(unit, z, make([]float32, z.Rows))
}

// sameClass is the share of all pairs of rows that are of one class.
func sameClass(labels []int) float64 {
	members, pairs := map[int]int{}, 0
	for _, label := range labels {
		pairs += members[label]
		members[label]++
	}
	n := len(labels)
	return rounded(float64(pairs)/float64(n*(n-1)/2), 5)
}
