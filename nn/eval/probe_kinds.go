package eval

import (
	"context"
	"errors"
	"fmt"
)

// The names that [ProbeOf] knows.
const (
	ProbeLBFGS = "lbfgs" // [DefaultProbe]
	ProbeSGD   = "sgd"   // [DefaultSGDProbe]
)

// A LinearProbe measures how well a linear classifier of frozen features tells their
// classes: [Probe] or [SGDProbe].
type LinearProbe interface {
	// Check returns an error for a number outside its range.
	Check() error
	// Classify fits the probe to train's rows, which must be of two classes or more, and
	// classifies each of queries' rows, which are of equal length.
	Classify(ctx context.Context, threads int, train, queries Labelled) (ProbeScore, error)
}

// ProbeOf returns the probe of that name as it is by default, and an error that lists the
// names for any other. What one draws is the seed's.
func ProbeOf(name string, seed uint64) (LinearProbe, error) {
	switch name {
	case ProbeLBFGS:
		return DefaultProbe(), nil
	case ProbeSGD:
		p := DefaultSGDProbe()
		p.Seed = seed
		return p, nil
	}
	return nil, fmt.Errorf("linear probe %q, want %s or %s", name, ProbeLBFGS, ProbeSGD)
}

// A ProbeScore says how many rows a probe gave their own label, which probe it was, and
// how its fit ended.
type ProbeScore struct {
	Top1  float64 `json:"linear_top1"`  // the fraction of the rows
	Probe string  `json:"linear_probe"` // [ProbeLBFGS] or [ProbeSGD]
	// Converged says whether the gradient came to its bound. It is nil of SGD, which has
	// none: it ends after its epochs.
	Converged  *bool `json:"linear_converged,omitempty"`
	Iterations int   `json:"linear_iterations"` // of L-BFGS; of SGD the epochs
}

// classesOf checks what a linear probe is given. It returns the labels of train's classes
// and each of its rows' place among them.
func classesOf(train, queries Labelled) (names, places []int, err error) {
	if err := checkBoth("train", train, "queries", queries); err != nil {
		return nil, nil, err
	}
	if names, places = classes(train.Labels); len(names) < 2 {
		return nil, nil, errors.New("a linear probe needs two classes, train has one")
	}
	return names, places, nil
}
