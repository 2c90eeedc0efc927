package adapt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// TestThreadsChangeNoBit: whatever is trained, at 1, 2 and 5 threads the same is found, and the same
// weights come of a training.
func TestThreadsChangeNoBit(t *testing.T) {
	d := drawn(60, 80, 8, 1)
	kinds(func(name string, change func(*Trainer)) {
		var want string
		for _, threads := range []int{1, 2, 5} {
			several := func(t *Trainer) { change(t); t.Threads, t.Prefixes = threads, "4" }
			r := trained(t, several, d)
			got := r.hash() + passes(t, newTask(t, quick(several).Settings, d), threads, 0.05, 3)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s at %d threads: %s, want %s", name, threads, got, want)
			}
		}
	})
}

// passes is a hash of the weights after some passes over all judgements.
func passes(t *testing.T, task task, threads int, tau float64, n int) string {
	t.Helper()
	run, err := task.begin(threads, loss.Contrastive{Tau: tau}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		if _, err := run.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return safetensors.DigestByName(tensorsOf(run.head()))
}

// TestSettingsCount: each that is to change what is found does.
func TestSettingsCount(t *testing.T) {
	d := drawn(60, 80, 8, 1)
	plain := trained(t, nil, d).hash()
	for name, change := range map[string]func(*Trainer){
		"seed":         func(t *Trainer) { t.Seed = 2 },
		"batch":        func(t *Trainer) { t.Batch = 8 },
		"lr":           func(t *Trainer) { t.LR = 0.01 },
		"weight decay": func(t *Trainer) { t.WeightDecay = 0.5 },
		"validate":     func(t *Trainer) { t.Validate = Queries },
		"prefixes":     func(t *Trainer) { t.Prefixes = "4" },
		"dim":          func(t *Trainer) { t.Dim = 5 },
		"loss":         func(t *Trainer) { t.Loss = loss.DCL{Tau: 1} },
	} {
		if trained(t, change, d).hash() == plain {
			t.Errorf("%s changes nothing", name)
		}
	}
	if trained(t, func(t *Trainer) { t.Loss = loss.Contrastive{Tau: 0.7} }, d).hash() != plain {
		t.Error("the temperature of the loss counts, though temperatures are given")
	}
}

// TestSearchGoesOn: with what was tried before, however much of it, the same is found to the bit, and
// none of it is tried again.
func TestSearchGoesOn(t *testing.T) {
	d := drawn(60, 80, 8, 2)
	tried := map[Trial][][]float64{}
	want := trained(t, func(t *Trainer) {
		t.Tried = func(trial Trial, scores [][]float64) error { tried[trial] = scores; return nil }
	}, d)
	if len(tried) != 2*foldCount {
		t.Fatalf("%d trials of 2 temperatures and %d folds", len(tried), foldCount)
	}
	for known := range 4 {
		keep := func(trial Trial) bool { return (trial.Loss+trial.Fold)%3 < known }
		passes := 0
		r := trained(t, func(t *Trainer) {
			t.Threads = 1 + known
			t.Known = func(trial Trial) [][]float64 {
				if keep(trial) {
					return tried[trial]
				}
				return nil
			}
			t.Progress = func(done, total int) {
				if passes++; total != 2*foldCount*t.Passes || done < passes || done > total {
					panic(fmt.Sprintf("%d of %d passes after %d", done, total, passes))
				}
			}
		}, d)
		if r.hash() != want.hash() {
			t.Errorf("with trials %d of 3 known: %s, want %s", known, r.hash(), want.hash())
		}
		fresh := 0
		for trial := range tried {
			if !keep(trial) {
				fresh++
			}
		}
		if passes != 3*fresh {
			t.Errorf("with trials %d of 3 known: %d passes, want 3 for each of %d", known, passes, fresh)
		}
	}
}

// TestProgressCountsTheKnown: passes of before are done.
func TestProgressCountsTheKnown(t *testing.T) {
	d := drawn(60, 80, 8, 2)
	scores := map[Trial][][]float64{}
	trained(t, func(t *Trainer) {
		t.Tried = func(trial Trial, of [][]float64) error { scores[trial] = of; return nil }
	}, d)
	delete(scores, Trial{1, foldCount - 1})
	var told []int
	trained(t, func(t *Trainer) {
		t.Known = func(trial Trial) [][]float64 { return scores[trial] }
		t.Progress = func(done, _ int) { told = append(told, done) }
	}, d)
	if !slices.Equal(told, []int{28, 29, 30}) {
		t.Errorf("%v passes of 30 were done, want the last three", told)
	}
}

// TestUnfitKnownIsTriedAgain: scores of another form are those of another search.
func TestUnfitKnownIsTriedAgain(t *testing.T) {
	d := drawn(60, 80, 8, 2)
	want := trained(t, nil, d).hash()
	for name, scores := range map[string][][]float64{
		"no looks": {}, "too few looks": {{1}, {1}}, "too many queries": {make([]float64, 99), make([]float64, 99), make([]float64, 99)},
	} {
		r := trained(t, func(t *Trainer) { t.Known = func(Trial) [][]float64 { return scores } }, d)
		if r.hash() != want {
			t.Errorf("%s: taken for scores", name)
		}
	}
}

// TestSearchEnds: by its context, and by an error of Tried, with this error; not much is begun after.
func TestSearchEnds(t *testing.T) {
	d, full := drawn(60, 80, 8, 3), errors.New("disk full")
	for _, threads := range []int{1, 3} {
		ctx, cancel := context.WithCancel(t.Context())
		passes := 0
		trainer := quick(func(t *Trainer) {
			t.Threads = threads
			t.Progress = func(done, _ int) {
				if passes++; done == 4 {
					cancel()
				}
			}
		})
		if r, err := trainer.Train(ctx, d); !errors.Is(err, context.Canceled) || r != nil || passes > 4+threads {
			t.Errorf("at %d threads after %d passes: %v, %v", threads, passes, r, err)
		}
		calls := 0
		trainer = quick(func(t *Trainer) {
			t.Threads = threads
			t.Tried = func(Trial, [][]float64) error { calls++; return full }
		})
		if r, err := trainer.Train(t.Context(), d); !errors.Is(err, full) || r != nil || calls == 2*foldCount {
			t.Errorf("at %d threads after %d trials: %v, %v", threads, calls, r, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	trainer := quick(func(t *Trainer) {
		var once sync.Once
		trials := 0
		t.Tried = func(Trial, [][]float64) error {
			if trials++; trials == 2*foldCount {
				once.Do(cancel) // the search is over, the last training is not
			}
			return nil
		}
	})
	if _, err := trainer.Train(ctx, d); !errors.Is(err, context.Canceled) {
		t.Errorf("in the last training: %v", err)
	}
}
