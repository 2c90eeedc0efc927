package loss

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss/internal/solve"
)

// softmax is the contrastive weighting of a whole row.
func softmax(a *solve.Anchor) solve.Weighed {
	shift, sum := exponentials(a, a.Tau)
	loss, share := solve.NegativeShare(sum, (float64(a.Positives[0])-shift)/a.Tau)
	a.Pulls[0] = -sum
	return solve.Weighed{Loss: loss, Factor: share / a.Tau / sum}
}

// exponentials replaces the similarities by exp((s_ij-m)/τ) and returns m, the
// largest, and their sum.
func exponentials(a *solve.Anchor, tau float64) (shift, sum float64) {
	m := kernels.Max(a.Row)
	return float64(m), kernels.ExpSum(a.Row, a.Row, m, float32(1/tau))
}
