package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
)

// drawn is a subject whose trainings are counted, and fail at one temperature.
type drawn struct {
	begun  *atomic.Int32
	failed float64
}

func (drawn) name() string    { return "drawn" }
func (drawn) taus() []float64 { return []float64{0.1, 0.2, 0.4} }

func (d drawn) before(context.Context, uint64) (given, untrained *Snapshot, err error) {
	d.begun.Add(1)
	_, s := normal(0.2)
	return s, s, nil
}

func (d drawn) train(_ context.Context, seed uint64, tau float64) (*Training, error) {
	d.begun.Add(1)
	if tau == d.failed {
		return nil, errors.New("no more")
	}
	return &Training{Tau: tau, Epochs: []int{1}, Curve: []float64{tau}, Scores: map[string]float64{kNN: tau / float64(seed)}}, nil
}

// What was recorded before a failure is kept, and is not done again.
func TestRecordGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	first := drawn{new(atomic.Int32), 0.4}
	r := recording{results: &Results{Fine: fineTaus()}, path: path, log: io.Discard}
	if err := r.record(t.Context(), 1, []subject{first}, 2); err == nil || err.Error() != "drawn, seed 1, temperature 0.4: no more" {
		t.Fatalf("error %v", err)
	}
	kept, err := readResults(path)
	if err != nil {
		t.Fatal(err)
	}
	second := drawn{new(atomic.Int32), 0}
	r = recording{results: kept, path: path, log: io.Discard}
	if err := r.record(t.Context(), 2, []subject{second}, 2); err != nil {
		t.Fatal(err)
	}
	if a, b := first.begun.Load(), second.begun.Load(); a != 4 || b != 5 {
		t.Errorf("%d and then %d were begun, want 4 and 5", a, b)
	}
	whole, err := readResults(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(whole, kept) {
		t.Error("the file is not what was recorded")
	}
	for _, run := range whole.Runs {
		if len(run.Trainings) != 3 || run.Trainings[0].Tau != 0.1 || run.Trainings[2].Tau != 0.4 {
			t.Errorf("seed %d: %+v", run.Seed, run.Trainings)
		}
	}
}

func TestRefuses(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(t.TempDir(), "none")
	for want, args := range map[string][]string{
		"unexpected \"more\"": {"more"},
		"no such file":        {"--report", none},
		"bad.json: ":          {"--report", bad},
		"corpus.npy":          {"--scifact", none, "--out", bad},
	} {
		if err := run(t.Context(), args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", args, err, want)
		}
	}
}
