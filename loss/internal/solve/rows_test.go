package solve

import (
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

// TestMisledSample has an anchor whose hardest negatives are those in the sample: its
// list is too short, and it meets all candidates again.
func TestMisledSample(t *testing.T) {
	const m, n, d, k = 3, 9000, 6, 2200
	z, bank := unitRowsOf(5, m, d), unitRowsOf(6, n, d)
	for i := range listedSample {
		row := matrix.Row(bank, i*n/listedSample)
		kernels.Scale(0.01, row, row)
		kernels.Axpy(1, matrix.Row(z, i%m), row)
	}
	index := []int{1, 6, 7} // none of the sample
	p := against(z, bank, index)
	p.Unit = false
	var listed, plain Solver
	got := mustSolve(t, &listed, Options{}, softmax{0.5}, Selection{K: k}, p)
	short := 0
	for i := range m {
		if len(listed.rows.hard[i].values) < k {
			short++
		}
	}
	if short == 0 {
		t.Error("no list was too short")
	}
	// A margin that drops nothing has whole rows instead of lists.
	want := mustSolve(t, &plain, Options{}, softmax{0.5}, Selection{K: k, Drop: true, Margin: 3}, p)
	if plain.route.listed || !listed.route.listed {
		t.Errorf("routes %+v and %+v", listed.route, plain.route)
	}
	if gap(got.Anchors, want.Anchors) > 1e-6 || relative(got.Loss, want.Loss) > 1e-6 {
		t.Errorf("loss %v, want %v; gradient off by %.2g", got.Loss, want.Loss, gap(got.Anchors, want.Anchors))
	}
}
