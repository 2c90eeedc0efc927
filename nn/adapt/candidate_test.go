package adapt

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/abc86604/temper/loss"
)

// TestCandidates: in steps, side by side with others, they find what Train finds of each
// temperature, and Train need not try again what they have tried.
func TestCandidates(t *testing.T) {
	d := drawn(60, 80, 8, 2)
	for _, threads := range []int{1, 3} {
		kinds(func(name string, change func(*Trainer)) {
			trainer := quick(func(t *Trainer) { change(t); t.Threads = threads })
			want := trained(t, change, d)
			all, err := trainer.Candidates(d)
			if err != nil {
				t.Fatal(err)
			}
			for passes := 1; passes <= trainer.Passes; passes++ {
				for i, c := range all {
					got, err := c.Advance(t.Context(), passes)
					if err != nil {
						t.Fatal(err)
					}
					if best := bestOf(want.Curve[i*3:][:passes]); got != best {
						t.Errorf("%s, %d threads, tau %v, %d passes: %+v, want %+v", name, threads, c.Tau, passes, got, best)
					}
				}
			}
			passes := 0
			one := func(t *Trainer) { change(t); t.Taus = []float64{0.2} }
			known := func(t *Trainer) { one(t); t.Known, t.Progress = all[1].Known, func(int, int) { passes++ } }
			if trained(t, known, d).hash() != trained(t, one, d).hash() || passes != 0 {
				t.Errorf("%s: with what a candidate knows another result, or %d passes", name, passes)
			}
		})
	}
}

func bestOf(curve []Point) Point {
	best := curve[0]
	for _, p := range curve {
		if p.Gain > best.Gain {
			best = p
		}
	}
	return best
}

// TestCandidatesOfClasses: rows of classes race as queries do.
func TestCandidatesOfClasses(t *testing.T) {
	c := labelled(60, 4, 8, 1)
	trainer := quick(func(t *Trainer) { t.Loss = loss.SupCon{Tau: 0.1} })
	want, err := trainer.TrainClasses(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	all, err := trainer.ClassCandidates(c)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := all[0].Advance(t.Context(), 3); err != nil || got != bestOf(want.Curve[:3]) || all[0].Folds() != foldCount {
		t.Errorf("%+v of %d folds, want %+v, %v", got, all[0].Folds(), bestOf(want.Curve[:3]), err)
	}
}

// TestCandidateGoesOn: a context that ends loses nothing.
func TestCandidateGoesOn(t *testing.T) {
	d := drawn(60, 80, 8, 2)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	trainer := quick(func(t *Trainer) {
		t.Progress = func(done, _ int) {
			if done == 7 {
				cancel()
			}
		}
	})
	all, err := trainer.Candidates(d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all[0].Advance(ctx, 3); !errors.Is(err, context.Canceled) {
		t.Fatalf("a context that ends: %v", err)
	}
	got, err := all[0].Advance(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := quick(nil).Candidates(d)
	if err != nil {
		t.Fatal(err)
	}
	want, err := whole[0].Advance(t.Context(), 3)
	if err != nil || got != want {
		t.Errorf("%+v, want %+v, %v", got, want, err)
	}
	for fold := range foldCount {
		if !reflect.DeepEqual(all[0].Known(Trial{0, fold}), whole[0].Known(Trial{0, fold})) {
			t.Errorf("fold %d has other scores", fold)
		}
	}
}

// TestNoCandidates: one query alone judges nothing.
func TestNoCandidates(t *testing.T) {
	d := Data{Queries: normal(40, 8, 4), Corpus: normal(50, 8, 5), Judgements: []Judgement{{7, 1, 1}, {7, 2, 1}}}
	_, err := quick(nil).Candidates(d)
	wantError(t, "one query", err, "no queries can be left out")
	_, err = quick(nil).Candidates(Data{Queries: d.Queries, Corpus: d.Corpus})
	wantError(t, "no judgements", err, "no document is relevant")
}
