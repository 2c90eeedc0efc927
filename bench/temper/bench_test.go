package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
	"github.com/spf13/cobra"
)

// benchTiny runs temper bench over a few small cases of the active backend.
func benchTiny(ctx context.Context, args ...string) (string, error) {
	few := func(seed uint64, threads int) []suite.Case {
		b := kernels.Active()
		cases := []suite.Case{suite.Ceiling(b), suite.SGEMM(b, suite.Shape{M: 32, N: 32, K: 32}, threads, seed)}
		for _, c := range suite.Cases(seed, 1) {
			if c.ISA == b.Name() && c.Name == "add" {
				cases = append(cases, c)
			}
		}
		return cases
	}
	root := &cobra.Command{Use: "temper", SilenceErrors: true, SilenceUsage: true}
	addCommonFlags(root)
	tiny := suite.Budget{Runs: 2, Pairs: 1}
	step := suite.StepShape{Encoder: "resnet8", Rows: 4, Height: 8, Width: 8, Channels: 3}
	loads := func(seed uint64) []suite.Load { return []suite.Load{step.Load("step_tiny", seed)} }
	root.AddCommand(benchCommand(workload{few, tiny, []suite.StepShape{step}, tiny, loads, tiny}))
	var stdout bytes.Buffer
	root.SetOut(&stdout)
	root.SetArgs(append([]string{"bench"}, args...))
	err := root.ExecuteContext(ctx)
	return stdout.String(), err
}

func TestBenchJSON(t *testing.T) {
	stdout, err := benchTiny(t.Context(), "--json", "--threads", "3")
	if err != nil {
		t.Fatal(err)
	}
	o := object(t, stdout)
	results := o["results"].([]any)
	if len(o) != 3 || o["cpu"] != kernels.CPU() || !(o["ceiling_gflops"].(float64) > 0) || len(results) != 3 {
		t.Fatalf("%v", o)
	}
	for _, r := range results {
		row := r.(map[string]any)
		for _, key := range []string{"seconds", "seconds_median", "rate", "threads"} {
			if v, ok := row[key].(float64); !ok || v <= 0 {
				t.Errorf("%s: %s = %v", row["name"], key, row[key])
			}
		}
		if _, ok := row["share"]; !ok || len(row) != 10 || row["isa"] != kernels.Active().Name() || row["shape"] == "" {
			t.Errorf("%v", row)
		}
	}
	sgemm := results[1].(map[string]any)
	gonum, ok := sgemm["peers"].(map[string]any)["gonum"].(float64)
	if sgemm["name"] != "sgemm" || sgemm["shape"] != "32x32x32" || sgemm["unit"] != "GFLOP/s" || sgemm["threads"] != 3.0 ||
		!(sgemm["share"].(float64) > 0) || !ok || gonum <= 0 {
		t.Errorf("%v", sgemm)
	}
	if peers, ok := results[0].(map[string]any)["peers"].(map[string]any); !ok || len(peers) != 0 {
		t.Error("peers of the ceiling are not an empty object")
	}
}

func TestBenchTable(t *testing.T) {
	stdout, err := benchTiny(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 6 || lines[0] != kernels.CPU() || !slices.Equal(strings.Fields(lines[2]),
		[]string{"kernel", "ISA", "threads", "shape", "rate", "share", "against"}) {
		t.Fatalf("%q", lines)
	}
	if f := strings.Fields(lines[3]); f[0] != "fma" || f[5] != "GFLOP/s" || f[6] != "100" || f[7] != "%" || f[8] != "-" {
		t.Errorf("%q", f)
	}
	if f := strings.Fields(lines[4]); f[0] != "sgemm" || f[3] != "32x32x32" || f[8] != "gonum" || !strings.HasSuffix(f[9], "×") {
		t.Errorf("%q", f)
	}
	if f := strings.Fields(lines[5]); f[0] != "add" || f[5] != "elements/ns" || f[6] != "-" {
		t.Errorf("%q", f)
	}
}

func TestBenchStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := benchTiny(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestBenchDigits(t *testing.T) {
	for x, want := range map[float64]string{0.04391: "0.0439", 2.137: "2.14", 75.96: "76", 103.6: "104", 1234.5: "1234"} {
		if got := rate(x); got != want {
			t.Errorf("rate(%v) = %q, want %q", x, got, want)
		}
	}
}
