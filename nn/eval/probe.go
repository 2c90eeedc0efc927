package eval

import (
	"context"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// What a [Probe] is fitted with.
const (
	// weightDecay is the L2 penalty per half square of a weight beside the mean
	// log loss: enough to keep the weights finite on classes that a hyperplane
	// separates, too little to move an accuracy. Biases are free.
	weightDecay = 1e-4
	// gradientThreshold ends the fit: no element of the gradient is larger.
	gradientThreshold = 1e-6
)

// Probe classifies rows by a multinomial logistic regression that is fitted to others:
// to frozen features, standardised by their own mean and deviation. The fit minimises
// the mean log loss plus 1e-4/2 Σ w² by gonum's L-BFGS from zero weights, until no element of
// the gradient exceeds 1e-6.
type Probe struct {
	MaxIterations int // at least 1, after which the weights are taken as they are
}

// DefaultProbe returns the probe that goes on for at most 1000 iterations. One that
// is still creeping then has an accuracy that has long stood still.
func DefaultProbe() Probe { return Probe{MaxIterations: 1000} }

// Check returns an error for a number of iterations that is not positive.
func (p Probe) Check() error {
	if p.MaxIterations < 1 {
		return fmt.Errorf("linear probe of at most %d iterations, must be at least 1", p.MaxIterations)
	}
	return nil
}

// Classify implements [LinearProbe]; the queries are standardised as train is.
// It holds train once more, standardised, and classes × columns float64 about 40 times, and
// once more for each part of the rows, which are 16 to 64. threads changes no bit, another
// instruction set may change the last digits of the weights: gonum's sums do. A cancelled
// ctx ends the work with its error.
func (p Probe) Classify(ctx context.Context, threads int, train, queries Labelled) (ProbeScore, error) {
	if err := p.Check(); err != nil {
		return ProbeScore{}, err
	}
	names, places, err := classesOf(train, queries)
	if err != nil {
		return ProbeScore{}, err
	}
	if err := named("train", 0, matrix.CheckFinite(train.Rows)); err != nil {
		return ProbeScore{}, err
	}
	if err := named("queries", 0, matrix.CheckFinite(queries.Rows)); err != nil {
		return ProbeScore{}, err
	}
	scale := scalingOf(train.Rows)
	r := newRegression(threads, scale.apply(train.Rows), places, len(names))
	params, score, err := p.fit(ctx, r)
	if err != nil {
		return ProbeScore{}, err
	}
	r.set(params)
	score.Top1 = r.top1(queries.Labels, names, func(lo, hi int) blas32.General {
		return scale.apply(matrix.Rows(queries.Rows, lo, hi))
	})
	return score, nil
}

// fit returns the parameters that minimise the regression's loss, and how it ended. Where
// rounding leaves no direction to descend in, it has not converged.
func (p Probe) fit(ctx context.Context, r *regression) ([]float64, ProbeScore, error) {
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return r.loss(ctx, x) },
		Grad: func(grad, x []float64) { r.gradient(ctx, grad, x) },
		Status: func() (optimize.Status, error) {
			if err := ctx.Err(); err != nil {
				return optimize.Failure, err
			}
			return optimize.NotTerminated, nil
		},
	}
	settings := &optimize.Settings{
		GradientThreshold: gradientThreshold,
		MajorIterations:   p.MaxIterations,
		Converger:         optimize.NeverTerminate{},
		Recorder:          recorder{newCounter(ctx, "linear probe", "iterations", p.MaxIterations)},
	}
	result, err := optimize.Minimize(problem, make([]float64, r.size()), settings, &optimize.LBFGS{Linesearcher: &slopeSearch{}})
	if err := ctx.Err(); err != nil {
		return nil, ProbeScore{}, err
	}
	if result == nil {
		return nil, ProbeScore{}, fmt.Errorf("linear probe: %w", err)
	}
	converged := result.Status == optimize.GradientThreshold
	return result.X, ProbeScore{Probe: ProbeLBFGS, Converged: &converged, Iterations: result.MajorIterations}, nil
}

// recorder passes on how far a fit is.
type recorder struct{ progress *counter }

// Init has nothing to do; see [optimize.Recorder].
func (recorder) Init() error { return nil }

// Record counts the iterations, and notes the gradient's largest element.
func (r recorder) Record(at *optimize.Location, op optimize.Operation, stats *optimize.Stats) error {
	if op == optimize.MajorIteration || op == optimize.PostIteration {
		r.progress.at.Gradient = floats.Norm(at.Gradient, math.Inf(1))
		r.progress.add(stats.MajorIterations - r.progress.at.Done)
	}
	return nil
}
