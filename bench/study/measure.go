package study

import (
	"context"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/loss/analysis"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
)

// Measures is what is read off one representation. All but Linear look at unit
// embeddings; Linear looks at the pooled features before the projection.
type Measures struct {
	Uniformity float64 `json:"uniformity"`  // log mean exp(-2|x-y|²) over test pairs, Wang & Liu 2021, eq. (10)
	Tolerance  float64 `json:"tolerance"`   // mean similarity of same-class test pairs, eq. (11)
	Alignment  float64 `json:"alignment"`   // mean |f(x)-f(x⁺)|² over two augmented views of each test image
	KNN        float64 `json:"knn_top1"`    // share of test images right by their K nearest training images
	Linear     float64 `json:"linear_top1"` // share right by a linear probe fitted on the training features

	// How the two were measured; left out of results of before.
	K                int     `json:"k,omitempty"`
	KNNTau           float64 `json:"knn_tau,omitempty"`           // temperature of the votes
	Warning          string  `json:"warning,omitempty"`           // of a class that is small beside K
	LinearConverged  *bool   `json:"linear_converged,omitempty"`  // the fit ended at its minimum; nil by SGD, which knows of none
	LinearIterations int     `json:"linear_iterations,omitempty"` // by SGD epochs
}

// representation is everything that Measures needs of one encoder: what it
// makes of the images as they are, and of two views of the test images.
type representation struct {
	train, test                 blas32.General // embeddings, a row an image
	trainFeatures, testFeatures blas32.General
	view0, view1                blas32.General
}

// measure fills in a row of what its cell is: pixels, an untrained encoder, or a trained one.
func (s *Study) measure(ctx context.Context, row *Row, threads int) error {
	t := row.trial()
	if t.Loss == Pixels {
		var err error
		row.Measures, err = s.measures(ctx, s.pixels(threads), threads)
		return err
	}
	if t.Loss == Random {
		e, err := t.settings(s.Settings).NewEncoder(s.train.Shape())
		if err != nil {
			return err
		}
		e.Threads = threads
		_, err = s.measureEncoder(ctx, row, e)
		return err
	}
	trainer, f, err := s.fit(ctx, t, threads)
	if err != nil {
		return err
	}
	history := trainer.History()
	row.LossFinal = &history[len(history)-1].Loss
	r, err := s.measureEncoder(ctx, row, trainer.Best())
	if err != nil || t.seed != s.Settings.Seed {
		return err
	}
	row.Detail, err = s.detail(ctx, t, r, threads)
	if err == nil {
		row.Detail.Curve = f.curve(history)
	}
	return err
}

// measureEncoder embeds both splits with e in evaluation mode and measures them.
func (s *Study) measureEncoder(ctx context.Context, row *Row, e *nn.Encoder) (r representation, err error) {
	train, err := e.Embed(ctx, s.train)
	if err != nil {
		return r, err
	}
	test, err := e.Embed(ctx, s.test)
	if err != nil {
		return r, err
	}
	view0, view1, err := e.EmbedViews(ctx, s.test, s.Settings.Augment, s.Settings.Seed)
	if err != nil {
		return r, err
	}
	r = representation{train.Embedding, test.Embedding, train.Features, test.Features, view0, view1}
	row.Measures, err = s.measures(ctx, r, e.Threads)
	return r, err
}

// detail takes what figures show of a representation.
func (s *Study) detail(ctx context.Context, t trial, r representation, threads int) (*Detail, error) {
	n := s.shown().Len()
	test, labels := matrix.Rows(r.test, 0, n), data.Labels(s.shown())
	d := &Detail{Separation: separationOf(threads, matrix.Rows(r.view0, 0, n), matrix.Rows(r.view1, 0, n), test, labels)}
	if t.Dim == 2 {
		d.Circle = circleOf(test, labels)
	}
	if t.Tau != 0 {
		spread, err := analysis.Analyze(ctx, threads, test, nil, []float64{t.Tau})
		if err != nil {
			return nil, err
		}
		d.Effective, d.Negatives = rounded(spread[0].EffectiveNegatives), n-1
	}
	if s.compared(t) {
		d.Neighbours = neighboursOf(threads, test, s.queries())
	}
	return d, s.exhibit(d.Neighbours)
}

// pixels takes the standardised pixels themselves as embedding and features.
func (s *Study) pixels(threads int) representation {
	train, test := pixels(threads, s.train), pixels(threads, s.test)
	view0, view1 := views(threads, s.test, s.Settings.Augment, s.Settings.Seed)
	return representation{train, test, train, test, view0, view1}
}

// measures evaluates a representation.
func (s *Study) measures(ctx context.Context, r representation, threads int) (*Measures, error) {
	var m Measures
	var err error
	test := eval.Labelled{Rows: r.test, Labels: data.Labels(s.test)}
	if m.Uniformity, err = eval.Uniformity(ctx, threads, r.test, 2); err != nil {
		return nil, err
	}
	if m.Tolerance, _, err = eval.Tolerance(ctx, test); err != nil {
		return nil, err
	}
	if m.Alignment, err = eval.Alignment(ctx, r.view0, r.view1); err != nil {
		return nil, err
	}
	train := eval.Labelled{Rows: r.train, Labels: data.Labels(s.train)}
	knn, err := eval.DefaultKNN().Classify(ctx, threads, train, test)
	if err != nil {
		return nil, err
	}
	m.KNN, m.K, m.KNNTau, m.Warning = knn.Top1, knn.K, knn.Tau, knn.Warning()
	linear, err := eval.ProbeOf(s.Settings.Probe, s.Settings.Seed)
	if err != nil {
		return nil, err
	}
	probe, err := linear.Classify(ctx, threads,
		eval.Labelled{Rows: r.trainFeatures, Labels: train.Labels},
		eval.Labelled{Rows: r.testFeatures, Labels: test.Labels})
	if err != nil {
		return nil, err
	}
	m.Linear, m.LinearConverged, m.LinearIterations = probe.Top1, probe.Converged, probe.Iterations
	return &m, nil
}

// pixels is the standardised pixels of a set, a row an image.
func pixels(threads int, set data.Source) blas32.General {
	m := imageRows(set)
	parallel.For(threads, m.Rows, func(i int) { set.Item(matrix.Row(m, i), i) })
	return m
}

// views is two augmented views of each image, a row an image; they belong to no
// epoch of training.
func views(threads int, set data.Source, augment data.Augment, seed uint64) (view0, view1 blas32.General) {
	view0, view1 = imageRows(set), imageRows(set)
	parallel.For(threads, set.Len(), func(i int) {
		set.View(matrix.Row(view0, i), i, augment, data.Key{Seed: seed, Epoch: nn.ViewEpoch, View: 0})
		set.View(matrix.Row(view1, i), i, augment, data.Key{Seed: seed, Epoch: nn.ViewEpoch, View: 1})
	})
	return view0, view1
}

// imageRows has a row for each image of the set.
func imageRows(set data.Source) blas32.General {
	return matrix.New(set.Len(), set.Shape().Size())
}
