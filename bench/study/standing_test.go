package study

import (
	"testing"

	"github.com/abc86604/temper/bench/job"
)

// A snapshot stays what it was when the study goes on, and may be taken while it does.
func TestSnapshot(t *testing.T) {
	settings := tiny(t)
	s, err := Create(t.Context(), t.TempDir(), settings, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	var some []Results
	go func() { done <- s.Run(t.Context()) }()
	for running := true; running; {
		select {
		case err = <-done:
			running = false
		default:
			if r := s.Snapshot(); len(some) == 0 || len(r.Rows) > len(some[len(some)-1].Rows) {
				some = append(some, r)
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	some = append(some, s.Snapshot())
	if last := some[len(some)-1]; len(last.Rows) != 5 || last.Gallery == nil || len(some) < 3 {
		t.Fatalf("%d snapshots, the last with %d rows", len(some), len(last.Rows))
	}
	for _, r := range some {
		for i, row := range r.Rows {
			if row.trial() != s.all[i] {
				t.Errorf("row %d of %d is %s", i, len(r.Rows), row.Name())
			}
		}
		if ended, all, err := r.Standing(); ended != len(r.Rows) || all != 5 || err != nil {
			t.Errorf("%d of %d ended, %v", ended, all, err)
		}
	}
}

func TestStandingOfSeeds(t *testing.T) {
	r := Results{Settings: Defaults(), Rows: []Row{{Cell: Cell{Loss: Pixels}}}}
	r.Settings.Losses, r.Settings.Taus, r.Settings.Circle, r.Settings.Seeds = []string{"contrastive"}, []float64{0.1, 1}, []float64{0.2}, 3
	if ended, all, err := r.Standing(); ended != 1 || all != 5+2*3 || err != nil { // pixels and the circle once
		t.Errorf("%d of %d ended, %v", ended, all, err)
	}
	r.Settings.Taus = []float64{-1}
	if _, _, err := r.Standing(); err == nil {
		t.Error("no error for a temperature below zero")
	}
}
