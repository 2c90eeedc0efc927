package adapt

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/nn"
)

// objective is the mean loss of the pairs of a batch in float64: what the heads of queries and
// documents are trained by, written down once more.
type objective struct {
	queries, corpus [][]float64
	pairs           []pair
	negative        func(query, doc int) bool
	prefixes        []int
	tau             float64
}

func (o objective) of(query, corpus reference64) (total float64) {
	var docs [][]float64
	for _, d := range o.corpus {
		docs = append(docs, corpus.apply(d))
	}
	for _, size := range o.prefixes {
		for _, p := range o.pairs {
			y := unit64(query.apply(o.queries[p.query])[:size])
			similarity := func(doc int) float64 { return dot(y, unit64(docs[doc][:size])) / o.tau }
			sum := math.Exp(similarity(p.doc))
			for doc := range docs {
				if o.negative(p.query, doc) {
					sum += math.Exp(similarity(doc))
				}
			}
			total += math.Log(sum) - similarity(p.doc)
		}
	}
	return total / float64(len(o.pairs)*len(o.prefixes))
}

// TestGradients compares what a step computes with central differences in float64, for all
// heads and towers, with prefixes, fewer dimensions, documents that are equal, and a query that is
// twice in the batch.
func TestGradients(t *testing.T) {
	for _, change := range []func(*Settings){
		func(s *Settings) {},
		func(s *Settings) { s.Prefixes = "2,5" },
		func(s *Settings) { s.Dim = 4 },
		func(s *Settings) { s.Dim, s.Prefixes = 5, "3" },
	} {
		kinds(func(name string, towers func(*Trainer)) {
			s := quick(towers).Settings
			change(&s)
			d := drawn(10, 8, 6, 11)
			copy(d.Corpus.Data[3*6:4*6], d.Corpus.Data[5*6:6*6]) // documents 3 and 5 are equal
			d.Same = slices.Repeat([]int{-1}, 10)
			d.Same[4] = 7
			f := fitOf(t, s, d)
			checkGradients(t, name, f, d)
		})
	}
}

func checkGradients(t *testing.T, name string, f *fit, d Data) {
	t.Helper()
	shake(f.adapter)
	f.pool.draw(f, 0)
	order := []int{0, 1, 2, 4, 5, 9} // pairs 0 and 1 are of one query
	f.batch.take(f, order)
	f.forward()
	got, err := f.batch.compute(t.Context(), f.loss, f.prefixes, f.Towers != Query)
	if err != nil {
		t.Fatal(err)
	}
	f.backward()

	o := objective{queries: rowsOf(f.queries), corpus: rowsOf(newTask(t, f.Settings, d).corpus), prefixes: f.prefixes, tau: 0.1}
	o.negative = func(query, doc int) bool { return !exempted(d, query, doc) }
	for _, number := range order {
		o.pairs = append(o.pairs, f.pairs[number])
	}
	if o.pairs[0].query != o.pairs[1].query {
		t.Fatal("no query is twice in the batch")
	}
	query, corpus := referenceOf(f.adapter.Query), referenceOf(f.adapter.Corpus)
	heads := []reference64{query, corpus}
	if f.Towers == Shared {
		corpus.params = query.params // what moves the one moves the other
		heads[1] = corpus
	}
	if want := o.of(heads[0], heads[1]); math.Abs(got-want) > 1e-5*want {
		t.Errorf("%s, %+v: loss %v, want %v", name, f.Settings, got, want)
	}
	check := func(params []*nn.Param, of reference64) {
		for i, p := range params {
			want := make([]float64, len(p.Grad))
			for j := range want {
				want[j] = difference(&of.params[i][j], func() float64 { return o.of(heads[0], heads[1]) })
			}
			if gap := distance(p.Grad, want); !(gap < 1e-4) {
				t.Errorf("%s, dim %d, prefixes %q: the gradient of %s is %.1g away", name, f.Dim, f.Prefixes, p.Name, gap)
			}
		}
	}
	check(f.adapter.Query.params, heads[0])
	if f.Towers == Two {
		check(f.adapter.Corpus.params, heads[1])
	}
}

// exempted tells by the judgements whether a document is no negative of a query.
func exempted(d Data, query, doc int) bool {
	equal := func(other int) bool {
		return other == doc || other >= 0 && slices.Equal(rowsOf(d.Corpus)[other], rowsOf(d.Corpus)[doc])
	}
	relevant := func(j Judgement) bool { return j.Query == query && j.Grade >= 1 && equal(j.Doc) }
	return slices.ContainsFunc(d.Judgements, relevant) || equal(d.Same[query])
}

// difference is the derivative of f by a number.
func difference(x *float64, f func() float64) float64 {
	const step = 1e-5
	at := *x
	*x = at + step
	above := f()
	*x = at - step
	below := f()
	*x = at
	return (above - below) / (2 * step)
}

// distance is how far a gradient is from what is wanted, by the length of that.
func distance(got []float32, want []float64) float64 {
	away := 0.0
	for i, v := range got {
		away += (float64(v) - want[i]) * (float64(v) - want[i])
	}
	return math.Sqrt(away / dot(want, want))
}
