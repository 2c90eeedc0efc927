package loss

import (
	"errors"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
)

// TestWithoutNegatives takes losses that need none where there are none: all rows of
// SupCon are of one class, whose values are in closed form, and SigLIP decides on a
// positive alone. Others skip such an anchor, and a problem of nothing else is an error
// that can be told.
func TestWithoutNegatives(t *testing.T) {
	orthonormal := matrix.New(4, 4)
	for i := range 4 {
		orthonormal.Data[5*i] = 1
	}
	views := Views(orthonormal, 0)
	views.Labels = []int{7, 7, 7, 7}
	res := mustWork(t, new(Workspace), SupCon{Tau: 0.07}, views)
	if relative(res.Loss, math.Log(3)) > 1e-7 || res.Skipped != 0 {
		t.Errorf("orthonormal rows of one class: loss %v with %d skipped, want ln 3", res.Loss, res.Skipped)
	}

	rows := Views(matrix.Of([]float32{1, 0, 0.6, 0.8, 0, 1}, 3, 2), 0)
	rows.Labels = []int{0, 0, 0}
	res = mustWork(t, new(Workspace), SupCon{Tau: 0.5}, rows)
	want := [][]float64{{0, -0.309782}, {-0.0653621, 0.0490216}, {-0.2280797, 0}}
	if relative(res.Loss, 0.853399487) > 1e-7 || gradientError(widen(res.Grads...), want) > 1e-5 {
		t.Errorf("rows of one class: loss %v, gradient %v", res.Loss, res.Grads[0].Data)
	}

	alone := InBatch(matrix.Of([]float32{1, 0}, 1, 2), matrix.Of([]float32{0.6, 0.8}, 1, 2))
	res = mustWork(t, new(Workspace), SigLIP{Tau: 0.5, Bias: -1}, alone)
	if x := 0.6/0.5 - 1; relative(res.Loss, math.Log1p(math.Exp(-x))) > 1e-6 {
		t.Errorf("SigLIP's positive alone: loss %v", res.Loss)
	}

	z0, z1 := pairs(5, 6, 4, 0.6)
	one := InBatch(z0, z1)
	one.Labels = make([]int, 6)
	if _, err := Compute(Over(Contrastive{Tau: 0.1}, Selection{OtherClass: true}), one); !errors.Is(err, ErrNoAnchors) {
		t.Errorf("no anchor has a negative: error %v", err)
	}
	if res := mustWork(t, new(Workspace), Over(SigLIP{Tau: 0.1}, Selection{OtherClass: true}), one); res.Skipped != 0 {
		t.Errorf("SigLIP skips %d anchors", res.Skipped)
	}
}
