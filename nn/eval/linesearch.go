package eval

import (
	"math"

	"gonum.org/v1/gonum/optimize"
)

const (
	// flatter bounds the slope at the end of a step below, by its share of that at
	// the start, and overshot above: past the minimum it may rise so much. They
	// are σ and 1 - 2δ of Hager and Zhang.
	flatter, overshot = 0.9, 0.8
	// valueNoise is the share of a value that rounding may move it by.
	valueNoise = 1e-7
	// mostTries ends a search along a direction that rounding has left no descent in.
	mostTries = 40
)

// slopeSearch is a line search for a convex function whose value is rounded: near the
// minimum that falls by less than its rounding, while the gradient still has digits. So a
// step is judged by the slope at its end, as W. Hager and H. Zhang, "A New Conjugate
// Gradient Method with Guaranteed Descent and an Efficient Line Search", 2005, do with
// their approximate Wolfe conditions: the value must not have risen by more than noise,
// and the slope must lie between flatter of that at the start and overshot of its opposite.
type slopeSearch struct {
	value, slope float64 // at the start
	step         float64 // that is looked at
	low, high    float64 // bounds of the step to take
	tries        int
}

// Init begins a search; see [optimize.Linesearcher].
func (s *slopeSearch) Init(value, slope, step float64) optimize.Operation {
	*s = slopeSearch{value: value, slope: slope, step: step, high: math.Inf(1)}
	return optimize.FuncEvaluation | optimize.GradEvaluation
}

// Iterate judges a step by the value and the slope at its end.
func (s *slopeSearch) Iterate(value, slope float64) (optimize.Operation, float64, error) {
	switch {
	case slope < flatter*s.slope:
		s.low = s.step
	case slope <= 0, slope <= -overshot*s.slope && value <= s.value+float64(valueNoise*math.Abs(s.value)):
		return optimize.MajorIteration, s.step, nil
	default:
		s.high = s.step
	}
	if s.tries++; s.tries == mostTries {
		return optimize.NoOperation, s.step, optimize.ErrLinesearcherFailure
	}
	if s.step = (s.low + s.high) / 2; math.IsInf(s.high, 1) {
		s.step = 2 * s.low
	}
	return optimize.FuncEvaluation | optimize.GradEvaluation, s.step, nil
}
