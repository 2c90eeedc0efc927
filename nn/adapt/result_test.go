package adapt

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/format/safetensors"
)

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
	if !noise.Identity() || !noise.Query.IsIdentity() || !slices.Equal(noise.After, noise.Before) || len(noise.Curve) != 6 {
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
