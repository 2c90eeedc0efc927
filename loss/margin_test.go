package loss

import (
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
)

// TestMarginAtItsLimit drops negatives that are exactly as similar as the positive: a
// twin of it, and all that the second anchor has.
func TestMarginAtItsLimit(t *testing.T) {
	z0 := matrix.Of([]float32{1, 0, 0.6, 0.8, 0, 1}, 3, 2)
	z1 := matrix.Of([]float32{1, 0, 1, 0, 0, 1}, 3, 2)
	l := Over(Contrastive{Tau: 1}, Selection{Drop: Above(0)})
	res := mustWork(t, new(Workspace), l, Cross(z0, z1))
	if want := 0.432353201; relative(res.Loss, want) > 1e-7 || res.Skipped != 1 {
		t.Errorf("loss %v with %d skipped, want %v with 1", res.Loss, res.Skipped, want)
	}
	bank := mustWork(t, new(Workspace), l, Bank(z0, z1, []int{0, 1, 2}))
	if relative(bank.Loss, res.Loss) > 1e-7 || bank.Skipped != 1 {
		t.Errorf("against a bank: loss %v with %d skipped", bank.Loss, bank.Skipped)
	}
}
