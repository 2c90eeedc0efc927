package suite

import "testing"

// The metrics run and are counted.
func TestMetrics(t *testing.T) {
	d := draw{1}
	cases := []Case{d.uniformity(64, 1), d.analysis(64, 1)}
	report, err := Run(t.Context(), cases, Budget{Runs: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, unit := range []string{GFLOPs, ElementsNs} {
		if r := report.Results[i]; r.Unit != unit || !(r.Rate > 0) || !(r.Seconds > 0) {
			t.Errorf("%+v", r)
		}
	}
}
