package loss

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
)

// Temperatures outside this range are refused: below it 1/τ takes the
// differences of float32 similarities (6e-8) past the third digit of an
// exponent, above it the loss is Simple to every digit of a float32.
const (
	minTau = 1e-4
	maxTau = 1e4
)

var negInf = float32(math.Inf(-1))

// A rule is all that tells one loss from another: which negatives an anchor
// keeps, and how those that are kept are weighted. The engine knows nothing
// else about a loss.
type rule struct {
	keep   selection
	weigh  weighting
	tau    float64 // of softmax
	lambda float64 // of uniform; 0: 1/(negatives kept)
}

// linear tells whether the loss is a linear function of all similarities, and
// so needs only the sums of the rows.
func (r rule) linear() bool { return r.tau == 0 && r.keep.all() }

// softmaxOfAll tells whether the loss is the softmax over all negatives.
func (r rule) softmaxOfAll() bool { return r.tau != 0 && r.keep.all() }

// softmaxRule weights the selected negatives by the softmax at tau.
func softmaxRule(tau float64, keep selection) (rule, error) {
	if !(tau >= minTau && tau <= maxTau) {
		return rule{}, fmt.Errorf("loss: temperature tau = %v, must lie in [%v, %v]", tau, minTau, maxTau)
	}
	return rule{keep: keep, weigh: softmax, tau: tau}, nil
}

// uniformRule gives every selected negative the weight lambda.
func uniformRule(lambda float64, keep selection) (rule, error) {
	if !(lambda >= 0 && lambda <= math.MaxFloat32) {
		return rule{}, fmt.Errorf("loss: lambda = %v, must be positive and finite, or 0 for 1/(negatives kept)", lambda)
	}
	return rule{keep: keep, weigh: uniform, lambda: lambda}, nil
}

// A selection names an anchor's hardest negatives by number or by fraction;
// the zero value stands for all of them.
type selection struct {
	k     int
	alpha float64
}

// hardest makes a selection of exactly one of k and alpha.
func hardest(k int, alpha float64) (selection, error) {
	switch {
	case k == 0 && alpha == 0:
		return selection{}, fmt.Errorf("loss: a hard loss needs K or Alpha, the number or the fraction of negatives to keep")
	case k != 0 && alpha != 0:
		return selection{}, fmt.Errorf("loss: a hard loss takes K or Alpha, not both (K = %d, Alpha = %v)", k, alpha)
	case k < 0:
		return selection{}, fmt.Errorf("loss: K = %d, must be at least 1", k)
	case k == 0 && !(alpha > 0 && alpha <= 1):
		return selection{}, fmt.Errorf("loss: Alpha = %v, must lie in (0, 1]", alpha)
	}
	return selection{k, alpha}, nil
}

func (s selection) all() bool { return s == selection{} }

// count is the number K of negatives to keep out of n: max(1, alpha·n rounded
// half to even) for a fraction.
func (s selection) count(n int) (int, error) {
	if s.all() {
		return n, nil
	}
	if s.k > n {
		return 0, fmt.Errorf("loss: K = %d exceeds the %d negatives of each anchor", s.k, n)
	}
	if s.k > 0 {
		return s.k, nil
	}
	return max(1, int(math.RoundToEven(s.alpha*float64(n)))), nil
}

// apply keeps the k most similar negatives of a row, and any that tie with the
// k-th (Wang & Liu 2021, eq. (8)); it writes -Inf over the others and returns
// how many it kept. What is not a negative is -Inf in row already; there are at
// least k that are.
func (s selection) apply(row []float32, k int) int {
	if s.all() {
		return k
	}
	threshold := kernels.KthLargest(row, k)
	kept := 0
	for j, v := range row {
		if v >= threshold {
			kept++
		} else {
			row[j] = negInf
		}
	}
	return kept
}
