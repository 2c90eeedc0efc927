package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels"
)

func TestBenchTrainJSON(t *testing.T) {
	stdout, err := benchTiny(t.Context(), "--train", "--json", "--threads", "2")
	if err != nil {
		t.Fatal(err)
	}
	o := object(t, stdout)
	results := o["results"].([]any)
	if len(o) != 5 || o["cpu"] != kernels.CPU() || o["threads"] != 2.0 || !(o["ceiling_gain"].(float64) > 0) || len(results) != 2 {
		t.Fatalf("%v", o)
	}
	for i, r := range results {
		row := r.(map[string]any)
		for _, key := range []string{"seconds", "seconds_median", "rows_per_second", "rows_per_second_median", "share_executed", "share_direct"} {
			if v, ok := row[key].(float64); !ok || v <= 0 {
				t.Errorf("%s = %v", key, row[key])
			}
		}
		gain, ok := row["gain"]
		if row["name"] != "step_resnet8" || row["threads"] != float64(i+1) || row["shape"] != "4x8x8x3" || !ok || (gain == nil) != (i == 0) || len(row) != 12 {
			t.Errorf("%v", row)
		}
	}
}

func TestBenchTrainTable(t *testing.T) {
	stdout, err := benchTiny(t.Context(), "--train", "--threads", "1")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	if len(lines) != 5 || lines[0] != kernels.CPU() || !slices.Equal(strings.Fields(lines[3]),
		[]string{"step", "ISA", "threads", "shape", "rows/s", "median", "executed", "direct", "gain"}) {
		t.Fatalf("%q", lines)
	}
	if f := strings.Fields(lines[4]); f[0] != "step_resnet8" || f[2] != "1" || f[3] != "4x8x8x3" || f[7] != "%" || f[len(f)-1] != "-" {
		t.Errorf("%q", f)
	}
}
