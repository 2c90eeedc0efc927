package loss

import (
	"context"
	"math"
	"testing"

	"github.com/abc86604/temper/loss/internal/solve"
	"gonum.org/v1/gonum/blas/blas32"
)

// computeByRows computes a loss by whole rows, whatever else could.
func computeByRows(l Loss, p Problem) (solve.Result, error) {
	if err := Check(l); err != nil {
		return solve.Result{}, err
	}
	base, keep, err := parts(l)
	if err != nil {
		return solve.Result{}, err
	}
	rule := base.rule()
	if err := p.check(rule, keep); err != nil {
		return solve.Result{}, err
	}
	var problem solve.Problem
	p.describe(&problem)
	var s solve.Solver
	return s.Solve(context.Background(), solve.Options{Rows: true}, rule, keep.solved(), &problem)
}

// TestEnginesAgree on every golden case: whole rows and whatever else is chosen.
func TestEnginesAgree(t *testing.T) {
	for _, c := range goldenCases() {
		got, err := computeGolden(c)
		want, wantErr := computeGoldenByRows(c)
		if (err == nil) != (wantErr == nil) {
			t.Errorf("%s: error %v, by rows %v", c.name, err, wantErr)
		}
		if err != nil || wantErr != nil {
			continue
		}
		compareResults(t, c, got, want)
	}
}

func computeGoldenByRows(c goldenCase) (solve.Result, error) {
	l, err := c.objective()
	if err != nil {
		return solve.Result{}, err
	}
	return computeByRows(l, c.problem())
}

func compareResults(t *testing.T, c goldenCase, got Result, want solve.Result) {
	tolerance := 2e-6
	if want.Tau > 0 {
		tolerance += 4e-7 / want.Tau
	}
	if got.Skipped != want.Skipped || got.Negatives != want.Negatives {
		t.Errorf("%s: %d skipped of %d, by rows %d of %d", c.name, got.Skipped, got.Negatives, want.Skipped, want.Negatives)
		return
	}
	var size, gap float64
	for i, w := range want.PerAnchor {
		if g := got.PerAnchor[i]; !math.IsNaN(w) {
			size += math.Abs(w)
			gap += math.Abs(g - w)
		}
	}
	if !(gap <= tolerance*size) {
		t.Errorf("%s: losses off by %.2g", c.name, gap/size)
	}
	var all [][]float64
	for _, g := range []blas32.General{want.Anchors, want.Candidates, want.Extra} {
		all = append(all, widen(g)...)
	}
	if c.arrangement == "bank" {
		all = append(widen(want.Anchors), widen(want.Extra)...)
	}
	mine := append(widen(got.Grads...), widen(got.GradExtra)...)
	if e := gradientError(mine, all); !(e <= tolerance) && c.z0.Cols > 1 && !(allZero(mine) && allZero(all)) {
		t.Errorf("%s: gradient off by %.2g", c.name, e)
	}
	if e := math.Abs(got.Scalars.LogScale - want.LogScale); !(e <= tolerance*(math.Abs(want.LogScale)+size/float64(len(want.PerAnchor)))) {
		t.Errorf("%s: log scale %v, by rows %v", c.name, got.Scalars.LogScale, want.LogScale)
	}
	if e := math.Abs(got.Scalars.Bias - want.Bias); !(e <= tolerance*(1+math.Abs(want.Bias))) {
		t.Errorf("%s: bias %v, by rows %v", c.name, got.Scalars.Bias, want.Bias)
	}
}

// allZero tells whether no element is anything else.
func allZero(rows [][]float64) bool {
	for _, row := range rows {
		for _, v := range row {
			if v != 0 {
				return false
			}
		}
	}
	return true
}
