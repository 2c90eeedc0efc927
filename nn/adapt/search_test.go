package adapt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
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

// TestResult: before and after are the scores by the parts of the search, whoever was left out; the
// curve is their mean, and seen are those who share a document with a query of another fold.
func TestResult(t *testing.T) {
	d := drawn(60, 80, 8, 4)
	for _, validate := range []Validate{Components, Queries} {
		r := trained(t, func(t *Trainer) { t.Validate = validate }, d)
		task := newTask(t, quick(func(t *Trainer) { t.Validate = validate }).Settings, d)
		if !slices.Equal(r.Of, slices.Concat(task.parts...)) || len(r.Curve) != 6 || r.Identity() {
			t.Fatalf("%s: %d queries, %d points, chosen %d", validate, len(r.Of), len(r.Curve), r.Chosen)
		}
		if want := ndcg(1, task.queries, task.corpus, r.Of, task.judged, nil); !slices.Equal(r.Before, want) {
			t.Errorf("%s: before %v, want %v", validate, r.Before, want)
		}
		differences := make([]float64, len(r.Of))
		for i := range differences {
			differences[i] = r.After[i] - r.Before[i]
		}
		chosen := r.Curve[r.Chosen]
		if gain, se := gainOf(differences); gain != chosen.Gain || se != chosen.Error {
			t.Errorf("%s: the gain is %v ± %v, the curve has %+v", validate, gain, se, chosen)
		}
		i, seen := 0, 0
		for _, fold := range task.parts {
			for _, q := range fold {
				want := sharesADocument(task.judged, q, fold)
				if r.Seen[i] != want {
					t.Errorf("%s: query %d was seen: %v", validate, q, r.Seen[i])
				}
				if i++; want {
					seen++
				}
			}
		}
		if (seen > 0) != (validate == Queries) {
			t.Errorf("%s: %d queries were seen", validate, seen)
		}
	}
}

// sharesADocument tells whether a document of q is relevant to a query that is in no fold with q.
func sharesADocument(j judged, q int, fold []int) bool {
	for other, docs := range j.relevant {
		for _, doc := range docs {
			if !slices.Contains(fold, other) && slices.Contains(j.relevant[q], doc) {
				return true
			}
		}
	}
	return false
}

// TestChosenIsTrainedOnAll: the adapter is that of as many passes over all judgements.
func TestChosenIsTrainedOnAll(t *testing.T) {
	d := drawn(60, 80, 8, 5)
	r := trained(t, nil, d)
	point := r.Curve[r.Chosen]
	want := passes(t, newTask(t, quick(nil).Settings, d), 1, point.Tau, point.Passes)
	if got := safetensors.DigestByName(tensorsOf(r.Adapter)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestValidation: other judgements replace the folds, and nobody who is trained on is scored.
func TestValidation(t *testing.T) {
	d := drawn(80, 80, 8, 6)
	of := func(validation bool) func(Judgement) bool {
		return func(j Judgement) bool { return (j.Query >= 55) != validation }
	}
	d.Validation = slices.DeleteFunc(slices.Clone(d.Judgements), of(true))
	d.Judgements = slices.DeleteFunc(d.Judgements, of(false))
	r := trained(t, nil, d)
	all := slices.Sorted(slices.Values(r.Of))
	if len(all) != 25 || len(slices.Compact(all)) != 25 || all[0] != 55 || r.Identity() {
		t.Errorf("scores of queries %v, chosen %d", r.Of, r.Chosen)
	}
	d.Judgements = append(d.Judgements, d.Validation[0]) // who is in both is trained on nonetheless
	task := newTask(t, quick(nil).Settings, d)
	for _, fold := range task.parts {
		if pairs := task.pairsWithout(fold); !slices.Equal(pairs, task.judged.pairs) {
			t.Errorf("a training without %v has %d pairs of %d", fold, len(pairs), len(task.judged.pairs))
		}
	}
	d.Validation = d.Validation[:1]
	_, err := quick(nil).Train(t.Context(), d)
	wantError(t, "one query", err, "validation", "two queries")
}

// TestNothingToLearn: what has no relation stays as it is, and so does what one query alone tells.
func TestNothingToLearn(t *testing.T) {
	d := Data{Queries: normal(40, 8, 4), Corpus: normal(50, 8, 5)}
	r := portable.NewRand(3)
	for q := range 40 {
		d.Judgements = append(d.Judgements, Judgement{q, r.IntN(50), 1})
	}
	noise := trained(t, nil, d)
	if !noise.Identity() || !noise.Query.isIdentity() || !slices.Equal(noise.After, noise.Before) || len(noise.Curve) != 6 {
		t.Errorf("of noise point %d is chosen: %+v", noise.Chosen, noise.Curve)
	}
	for _, validate := range []Validate{Components, Queries} {
		d.Judgements = []Judgement{{7, 1, 1}, {7, 2, 1}}
		one := trained(t, func(t *Trainer) { t.Validate = validate }, d)
		if !one.Identity() || one.Curve != nil || !slices.Equal(one.Of, []int{7}) || len(one.Before) != 1 {
			t.Errorf("%s: of one query %+v", validate, one)
		}
	}
}

// TestPairs: row i belongs to row i, and lengths of rows say nothing.
func TestPairs(t *testing.T) {
	a, b := normal(3, 2, 1), normal(3, 2, 2)
	if d := Pairs(a, b); !slices.Equal(d.Judgements, []Judgement{{0, 0, 1}, {1, 1, 1}, {2, 2, 1}}) || &d.Queries.Data[0] != &a.Data[0] || &d.Corpus.Data[0] != &b.Data[0] {
		t.Errorf("%+v", d)
	}
	d := drawn(60, 80, 8, 7)
	want := trained(t, nil, d).hash()
	for i := range d.Queries.Data {
		d.Queries.Data[i] *= 4
	}
	if trained(t, nil, d).hash() != want {
		t.Error("the length of rows counts")
	}
}
