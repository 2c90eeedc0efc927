package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
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
	if s.tau != 0 {
		res.LogScale += s.euler(directions)
	}
	res.Anchors, res.Candidates, res.Extra = s.backward(anchorRows), s.backward(candidateRows), s.backward(extraRows)
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

// backward returns the gradient of a matrix, taken back through the normalisation.
func (s *Solver) backward(i int) blas32.General {
	if !s.problem.hasGradient(i) {
		return blas32.General{}
	}
	g := s.gradients[i].total()
	if !s.problem.Unit {
		s.stretches.backward(s.threads, &s.units[i], g)
	}
	return g
}

// euler is the derivative by log(1/τ) of a loss in which similarities enter as
// s/τ alone: Σ_ij s_ij ∂L/∂s_ij over anchors i and candidates j, which is
// Σ_i u_i·∂L/∂u_i over the unit rows of the anchors. In batch candidates are
// anchors, so that the sum has every pair twice but for those with extra
// negatives, whose own gradients have them again.
func (s *Solver) euler(directions []direction) float64 {
	d := &directions[0]
	if !d.self {
		return inner(d.anchors, d.toAnchors.total())
	}
	sum := inner(d.candidates, d.toPartners.total())
	if e := &d.extra; e.each > 0 {
		sum += inner(e.rows, e.gradient.total())
	}
	return sum / 2
}

// inner is the inner product of two matrices of one shape.
func inner(x, y blas32.General) (sum float64) {
	for i := range x.Rows {
		sum += float64(kernels.Dot(matrix.Row(x, i), matrix.Row(y, i)))
	}
	return sum
}
