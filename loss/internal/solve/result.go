package solve

import (
	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Result is what a [Solver] leaves. Its slices hold until the next call.
type Result struct {
	Loss                       float64
	PerAnchor                  []float64      // NaN for those that were skipped
	Negatives                  int            // of each anchor, before selection
	Skipped                    int            // anchors
	Anchors, Candidates, Extra blas32.General // gradients by the inputs, parts one after the other
	Tau, LogScale, Bias        float64
}

// result sums up what the engine has left.
func (s *Solver) result(directions []direction) (Result, error) {
	res := Result{PerAnchor: s.losses, Negatives: directions[0].negatives(), Tau: s.tau}
	var bias float64
	for i := range directions {
		res.Skipped += directions[i].skipped
		res.LogScale += directions[i].logScale
		bias += directions[i].bias
	}
	counted := len(s.losses) - res.Skipped
	if counted == 0 {
		return Result{}, ErrNoAnchors
	}
	for _, v := range s.losses {
		if v == v {
			res.Loss += v
		}
	}
	res.Loss /= float64(counted)
	res.Bias = bias / float64(counted)
	res.LogScale /= float64(counted)
	if counted < len(s.losses) {
		s.rescale(float32(float64(len(s.losses)) / float64(counted)))
	}
	var ofAnchors, ofExtra float64
	res.Anchors, ofAnchors = s.backward(anchorRows, s.tau != 0)
	res.Candidates, _ = s.backward(candidateRows, false)
	res.Extra, ofExtra = s.backward(extraRows, s.tau != 0 && directions[0].self)
	if s.tau != 0 {
		res.LogScale += directions[0].euler(ofAnchors, ofExtra)
	}
	return res, nil
}

// rescale multiplies all gradients.
func (s *Solver) rescale(by float32) {
	for i := range s.gradients {
		if s.problem.hasGradient(i) {
			g := s.gradients[i].total().Data
			kernels.Scale(by, g, g)
		}
	}
}

// backward returns the gradient of a matrix, taken back through the normalisation, and
// where it is wanted the inner product of the unit rows and the gradient by them.
func (s *Solver) backward(i int, wantsInner bool) (g blas32.General, inner float64) {
	if !s.problem.hasGradient(i) {
		return blas32.General{}, 0
	}
	g = s.gradients[i].total()
	return g, s.stretches.backward(s.threads, s.problem.Unit, &s.units[i], g, wantsInner)
}

// euler is the derivative by log(1/τ) of a loss in which similarities enter as
// s/τ alone: Σ_ij s_ij ∂L/∂s_ij over anchors i and candidates j, which is
// Σ_i u_i·∂L/∂u_i over the unit rows of the anchors. In batch candidates are
// anchors, so that the sum has every pair twice but for those with extra
// negatives, whose own gradients have them again.
func (d *direction) euler(ofAnchors, ofExtra float64) float64 {
	if !d.self {
		return ofAnchors
	}
	return (ofAnchors + ofExtra) / 2
}
