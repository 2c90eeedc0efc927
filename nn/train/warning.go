package train

import (
	"fmt"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
)

// warning says what is wrong with an epoch that is complete, if anything is.
func (r *training) warning(s EpochStats) string {
	if s.EmptySteps == r.set.batches() {
		return "every anchor of every step was skipped: nothing was learned"
	}
	if r.set.Negatives == Bank && s.Epoch == 1 {
		return "" // the positives are noise until they have been seen
	}
	chance, ok := r.chance(s.Epoch*r.set.batches() - 1)
	// At a high temperature 1 % is more than similarities that differ by 0.1 change.
	if !ok || !(math.Abs(s.Loss-chance) < min(0.01*chance, 0.1/s.Tau)) {
		return ""
	}
	return fmt.Sprintf("the loss is %.4g, as if all %d candidates of an anchor were alike: the encoder has collapsed, or learned nothing so far",
		s.Loss, r.set.candidates())
}

// chance is the loss of a step for an encoder that maps all images to one point,
// the logarithm of the number of candidates. It is known for a loss whose denominator
// has all of them: one with a temperature, and without a selection or a bias that
// makes of each a decision of its own.
func (r *training) chance(step int) (chance float64, ok bool) {
	l, err := r.temperature.lossAt(step)
	if err != nil || !overAll(l) {
		return 0, false
	}
	n := r.set.candidates()
	points := matrix.Of(slices.Repeat([]float32{1}, n), n, 1)
	p := loss.Bank(matrix.Rows(points, 0, 2), points, []int{0, 0})
	p.Labels, p.Unit = make([]int, n), true
	p.Labels[0] = 1 // one positive, as everywhere
	res, err := loss.Compute(l, p)
	return res.Loss, err == nil
}

// overAll tells whether the denominator of a loss has all candidates.
func overAll(l loss.Loss) bool {
	m := loss.MemberOf(l)
	for _, f := range m.Fields {
		if f.Learned == loss.LearnedBias {
			return false
		}
	}
	// What is no field of the loss is one of its selection; Contrastive has none.
	for name, value := range loss.Parameters(l) {
		if m.Field(name) == nil && value != loss.Get(loss.Contrastive{}, name) {
			return false
		}
	}
	return m.Field(tauName) != nil
}
