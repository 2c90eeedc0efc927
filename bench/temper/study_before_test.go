package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
)

// numbersOf are the cells of a results.json by their temperatures, without what differs
// from run to run and what is new.
func numbersOf(t *testing.T, text []byte) map[any]map[string]any {
	t.Helper()
	var results struct {
		Cells []map[string]any `json:"cells"`
	}
	if err := json.Unmarshal(text, &results); err != nil {
		t.Fatal(err)
	}
	cells := map[any]map[string]any{}
	for _, cell := range results.Cells {
		for _, name := range []string{"seconds", "linear_top1", "linear_converged", "linear_iterations", "k", "knn_tau", "warning", "train", "detail"} {
			delete(cell, name)
		}
		if cell["tau"] != nil {
			cells[cell["tau"]] = cell
		}
	}
	return cells
}

// A study that was begun when its results had min_scale at the top, and said nothing of
// what no flag could change, goes on to the same numbers.
func TestStudyOfBefore(t *testing.T) {
	notUnderRace(t)
	t.Chdir(t.TempDir())
	images(t)
	whole := get(t, filepath.Join(goldenRoot, "..", "study-before", "results.json"))
	var results map[string]any
	if err := json.Unmarshal(whole, &results); err != nil {
		t.Fatal(err)
	}
	results["cells"] = results["cells"].([]any)[:3] // the floors and one of three
	cut, err := json.Marshal(results)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("study", 0o777); err != nil {
		t.Fatal(err)
	}
	put(t, "study/results.json", cut)

	s, err := study.Open(t.Context(), "study", job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Settings.Augment.MinScale != 0.5 || !s.Settings.OwnKeys || s.Settings.Dim != 128 || s.Left() != 2 {
		t.Errorf("%+v, %d left", s.Settings, s.Left())
	}
	fail(t, exitError, "--min-scale 0.2: study was started with 0.5", words("study --resume --out study --min-scale 0.2")...)
	succeed(t, words("study --resume --out study --min-scale 0.5 --taus 0.1:0.9:3 --seed 3 --epochs 6")...)
	want, got := numbersOf(t, whole), numbersOf(t, get(t, "study/results.json"))
	if len(want) != 3 || len(got) != 3 {
		t.Fatalf("%d cells of %d", len(got), len(want))
	}
	for tau, cell := range want {
		if !maps.Equal(got[tau], cell) {
			t.Errorf("tau %v: %v, want %v", tau, got[tau], cell)
		}
	}
	if s, err = study.Open(t.Context(), "study", job.Watch{}); err != nil || s.Settings.Augment.MinScale != 0.5 || s.Left() != 0 {
		t.Errorf("in today's format: %+v, %v", s, err)
	}
}
