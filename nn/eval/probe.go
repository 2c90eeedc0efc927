package eval

import (
	"context"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/optimize"
)

// What the probe is fitted with.
const (
	// weightDecay is the L2 penalty per half square of a weight beside the mean
	// log loss: enough to keep the weights finite on classes that a hyperplane
	// separates, too little to move an accuracy. Biases are free.
	weightDecay = 1e-4
	// gradientThreshold ends the fit: no element of the gradient is larger.
	gradientThreshold = 1e-6
	// maxIterations ends a fit that is still creeping; its accuracy has long
	// stood still.
	maxIterations = 1000
)

// LinearProbe fits a multinomial logistic regression to train's rows, frozen
// features standardised by their own mean and deviation, and returns the
// fraction of test's rows, standardised alike, that it gives their own label.
// The fit minimises the mean log loss plus 1e-4/2 Σ w² by L-BFGS from zero
// weights, until no element of the gradient exceeds 1e-6. The training rows must
// be of two classes or more. A cancelled ctx ends the work with its error.
func LinearProbe(ctx context.Context, train, test Labelled) (top1 float64, err error) {
	if err := checkBoth("train", train, "test", test); err != nil {
		return 0, err
	}
	if err := named("train", 0, matrix.CheckFinite(train.Rows)); err != nil {
		return 0, err
	}
	if err := named("test", 0, matrix.CheckFinite(test.Rows)); err != nil {
		return 0, err
	}
	names, places := classes(train.Labels)
	if len(names) < 2 {
		return 0, errors.New("a linear probe needs two classes, train has one")
	}
	scale := scalingOf(train.Rows)
	r := newRegression(scale.apply(train.Rows), places, len(names))
	params, err := r.fit(ctx)
	if err != nil {
		return 0, err
	}
	right := 0
	for i, class := range r.predict(scale.apply(test.Rows), params) {
		if names[class] == test.Labels[i] {
			right++
		}
	}
	return float64(right) / float64(test.Rows.Rows), nil
}

// fit returns the parameters that minimise the regression's loss.
func (r *regression) fit(ctx context.Context) ([]float64, error) {
	problem := optimize.Problem{
		Func: r.loss,
		Grad: r.gradient,
		Status: func() (optimize.Status, error) {
			if err := ctx.Err(); err != nil {
				return optimize.Failure, err
			}
			return optimize.NotTerminated, nil
		},
	}
	settings := &optimize.Settings{
		GradientThreshold: gradientThreshold,
		MajorIterations:   maxIterations,
		Converger:         optimize.NeverTerminate{},
	}
	result, err := optimize.Minimize(problem, make([]float64, len(r.grad)), settings, &optimize.LBFGS{})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("linear probe: %w", err)
	}
	return result.X, nil
}
