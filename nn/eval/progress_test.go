package eval

import (
	"context"
	"reflect"
	"strings"
	"testing"
)

// Every measurement tells its beginning or its first part, its end, and nothing twice,
// and what is told changes nothing.
func TestProgress(t *testing.T) {
	z := clusters(300, 6, 3, 2, 3)
	var told []Progress
	ctx := WithProgress(t.Context(), func(p Progress) { told = append(told, p) })
	for work, measure := range map[string]func(context.Context, int) (any, error){
		"uniformity": func(ctx context.Context, threads int) (any, error) { return Uniformity(ctx, threads, z.Rows, 2) },
		"kNN":        func(ctx context.Context, threads int) (any, error) { return DefaultKNN().LeaveOneOut(ctx, threads, z) },
		"linear probe": func(ctx context.Context, threads int) (any, error) {
			return Probe{MaxIterations: 9}.Classify(ctx, threads, z, z)
		},
	} {
		told = nil
		quiet, err := measure(t.Context(), 1)
		must(t, quiet, err)
		loud, err := measure(ctx, 2)
		if !reflect.DeepEqual(must(t, loud, err), quiet) {
			t.Errorf("%s: %v, and %v without reports", work, loud, quiet)
		}
		for i, p := range told {
			if p.Work != work || p.Done > p.Total || i > 0 && p.Done <= told[i-1].Done || (p.Gradient > 0) != (work == "linear probe") {
				t.Errorf("%s: report %d is %+v", work, i, p)
			}
		}
		if last := told[len(told)-1]; len(told) < 2 || last.Done != last.Total {
			t.Errorf("%s ends with %v after %d reports", work, last, len(told))
		}
	}
	var passes []Progress
	_, err := Uniformity(WithProgress(t.Context(), func(p Progress) { passes = append(passes, p) }), 1, z.Rows, 30)
	if last := passes[len(passes)-1]; err != nil || last.Done != 12 || last.Total != 12 { // 6 tiles twice
		t.Errorf("uniformity with t = 30 ends with %v, %v", last, err)
	}
}

func TestProgressText(t *testing.T) {
	for want, p := range map[string]Progress{
		"kNN: 64 of 300 queries": {Work: "kNN", Unit: "queries", Done: 64, Total: 300},
		"linear probe: 7 of at most 1000 iterations, gradient 2.5e-05": {Work: "linear probe", Unit: "iterations", Done: 7, Total: 1000, Gradient: 2.5e-5},
	} {
		if got := p.String(); got != want || strings.Contains(got, "\n") {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
