package suite

import (
	"fmt"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
)

// Every case has what its row needs, and no two rows are the same.
func TestCases(t *testing.T) {
	seen, ceilings := map[string]bool{}, map[string]bool{}
	for _, c := range Cases(1, 2) {
		id := fmt.Sprint(c.Name, c.ISA, c.Threads, c.Shape)
		if seen[id] || c.Name == "" || c.Shape == "" || c.Threads < 1 || c.Prepare == nil {
			t.Errorf("%+v", c)
		}
		seen[id] = true
		if c.Unit == GFLOPs && c.Flops <= 0 || c.Unit == ElementsNs && c.Elements <= 0 || c.Unit != GFLOPs && c.Unit != ElementsNs {
			t.Errorf("%s: unit %q, %v elements, %v operations", id, c.Unit, c.Elements, c.Flops)
		}
		if c.Name == ceilingName {
			ceilings[c.ISA] = true
		} else if !ceilings[c.ISA] {
			t.Errorf("%s comes before its ceiling", id)
		}
		if c.ISA == "generic" && c.Name == "sgemm" && c.Flops > 2*128*128*128 {
			t.Errorf("%s: too large for generic Go", id)
		}
	}
	for _, b := range kernels.Backends() {
		for name, shape := range map[string]string{
			"fma": "registers", "sgemm": "32x32x32", "dot": "128", "exp": "4096", "log": "4096", "softmax": "4096",
		} {
			if !seen[fmt.Sprint(name, b.Name(), 1, shape)] {
				t.Errorf("%s has no row %s %s", b.Name(), name, shape)
			}
		}
	}
	if !seen[fmt.Sprint("add", kernels.Active().Name(), 1, "4096")] {
		t.Error("no row add 4096")
	}
}

// What is measured runs, and a training run ends when its case does.
func TestSubjectsRun(t *testing.T) {
	b, d := kernels.Active(), draw{1}
	cases := []Case{Ceiling(b), SGEMM(b, Shape{32, 32, 32}, 1, 1), d.add(), d.kthLargest(), d.inBatch("inbatch", loss.Contrastive{Tau: 0.1}, 64, width, 1),
		d.towers("towers", loss.Contrastive{Tau: 0.1}, 64, width, 1)}
	cases = append(cases, d.vectors(b)...)
	cases = append(cases, d.trainingSteps(1)...)
	report, err := Run(t.Context(), cases, Budget{Runs: 1, Pairs: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Results) != len(cases) || report.CPU == "" || report.Ceiling != report.Results[0].Rate {
		t.Errorf("%+v", report)
	}
	for _, r := range report.Results {
		if !(r.Seconds > 0 && r.Rate > 0 && r.SecondsMedian >= r.Seconds) {
			t.Errorf("%+v", r)
		}
	}
}
