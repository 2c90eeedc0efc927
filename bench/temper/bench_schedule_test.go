package main

import (
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/suite"
)

func TestBenchScheduleJSON(t *testing.T) {
	stdout, err := benchTiny(t.Context(), "--schedule", "16,64", "--json")
	if err != nil {
		t.Fatal(err)
	}
	o := object(t, stdout)
	predicted := o["predicted_speedup"].(map[string]any)["step_tiny"].(map[string]any)
	if !(predicted["16"].(float64) > 0 && predicted["64"].(float64) > 0) || o["kind"] != "a prediction without contention" {
		t.Errorf("%v", o)
	}
	workers := map[float64]int{}
	for _, s := range o["sections"].([]any) {
		row := s.(map[string]any)
		workers[row["workers"].(float64)]++
		for _, key := range []string{"load", "name", "tasks", "seconds", "share", "idle"} {
			if _, ok := row[key]; !ok {
				t.Errorf("%v has no %s", row, key)
			}
		}
	}
	if len(workers) != 2 || workers[16] < 10 || workers[64] < 10 {
		t.Errorf("sections by workers: %v", workers)
	}
}

func TestBenchScheduleTable(t *testing.T) {
	stdout, err := benchTiny(t.Context(), "--schedule", "2")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"a prediction without contention\n", "step_tiny, 4x8x8x3, on 2 workers: ", "\n  share   idle   tasks  times  section", "nn.workspace.convolveRanges"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("no %q in\n%s", part, stdout)
		}
	}
}

func TestBenchScheduleErrors(t *testing.T) {
	for _, args := range []string{"--schedule 0", "--schedule 2 --train", "--schedule 2 --threads 2", "--schedule many"} {
		if stdout, err := benchTiny(t.Context(), strings.Fields(args)...); err == nil || strings.HasPrefix(stdout, "{") {
			t.Errorf("%s: %v", args, err)
		}
	}
}

func TestLargerSections(t *testing.T) {
	got := larger([]suite.SectionRow{
		{Name: "a", Tasks: 4, Share: 0.3, Idle: 0.1}, {Name: "a", Tasks: 2, Share: 0.1}, {Name: "b", Tasks: 4, Share: 0.001},
		{Name: "a", Tasks: 4, Share: 0.1, Idle: 0.5},
	})
	if len(got) != 2 || got[0].times != 2 || got[0].Share != 0.4 || got[0].Idle < 0.199 || got[0].Idle > 0.201 || got[1].times != 1 {
		t.Errorf("%+v", got)
	}
}
