package adapt

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	trec "github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// coarse is a matrix of small whole numbers, whose rows are often alike.
func coarse(n, d int, keys ...uint64) blas32.General {
	z, r := matrix.New(n, d), portable.NewRand(keys...)
	for i := range z.Data {
		z.Data[i] = float32(r.IntN(3) - 1)
	}
	for i := range n {
		matrix.Row(z, i)[0] = 2 // a direction, and no unit row
	}
	return z
}

// numbered are the ids of rows whose order by bytes is that of the rows.
func numbered(n int) (ids trec.IDs) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("%04d", i))
	}
	return ids
}

// TestNDCGIsThatOfRetrieval: on random data with many ties, grades, and queries that are documents
// themselves, where documents' ids are their numbers in equally many digits. Ties then
// go the same way: the larger id is the later row.
func TestNDCGIsThatOfRetrieval(t *testing.T) {
	for seed := range uint64(12) {
		const n, docs, d = 70, 200, 4
		queries, corpus := coarse(n, d, seed, 1), coarse(docs, d, seed, 2)
		if seed%4 == 3 {
			queries, corpus = normal(n, d, seed, 1), normal(docs, d, seed, 2)
		}
		var same []int
		if seed%2 == 1 {
			same = make([]int, n)
		}
		all, qrels := judgements(n, docs, seed, same)
		task := newTask(t, Defaults(), Data{Queries: queries, Corpus: corpus, Judgements: all, Same: same})
		which := slices.Concat(task.parts...)
		got := ndcg(2, task.queries, task.corpus, which, task.judged, same)
		want := searched(t, queries, corpus, qrels, same)
		for i, q := range which {
			if math.Abs(got[i]-want[q]) > 1e-15 {
				t.Errorf("seed %d, query %d: %v, want %v", seed, q, got[i], want[q])
			}
		}
	}
}

// judgements draws some of each query, with grades from -1 to 4, as this package and as
// package retrieval have them, and says which documents queries are, unless same is nil.
func judgements(queries, docs int, seed uint64, same []int) (all []Judgement, qrels trec.Qrels) {
	r, qrels := portable.NewRand(seed, 3), trec.Qrels{}
	ids := numbered(docs)
	for q := range queries {
		grades := map[string]int{}
		for _, doc := range r.Perm(docs)[:1+r.IntN(30)] {
			grade := r.IntN(6) - 1
			all = append(all, Judgement{q, doc, grade})
			grades[ids[doc]] = grade
			if same != nil {
				same[q] = doc - doc%2 + r.IntN(2) // one of the judged at times
			}
		}
		qrels[fmt.Sprint("q", q)] = grades
	}
	return all, qrels
}

// searched is nDCG@10 of every query by package retrieval.
func searched(t *testing.T, queries, corpus blas32.General, qrels trec.Qrels, same []int) map[int]float64 {
	t.Helper()
	ids := numbered(corpus.Rows)
	search := trec.Search{K: 20, Before: ids.Before}
	if same != nil {
		search.Exclude = func(query, document int) bool { return same[query] == document }
	}
	found, err := search.Find(context.Background(), 1, trec.Matrix(corpus), queries)
	if err != nil {
		t.Fatal(err)
	}
	var names trec.IDs
	for q := range queries.Rows {
		names = append(names, fmt.Sprint("q", q))
	}
	scores, err := trec.Score(qrels, found.Run(names, ids), trec.NDCG(10))
	if err != nil {
		t.Fatal(err)
	}
	values := map[int]float64{}
	for i, name := range scores.Queries {
		values[slices.Index(names, name)] = scores.Values[0][i]
	}
	return values
}

// TestNDCGByHand: two of three relevant documents found, at ranks 2 and 10.
func TestNDCGByHand(t *testing.T) {
	s := []float32{9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1}
	got := ndcgOf(s, []int{1, 9, 10}, []int{1, 2, 3}, -1)
	ideal := 3 + 2/math.Log2(3) + 1/math.Log2(4)
	if want := (1/math.Log2(3) + 2/math.Log2(11)) / ideal; math.Abs(got-want) > 1e-15 {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := ndcgOf(s, []int{1, 10}, []int{1, 1}, 0), (1+1/math.Log2(11))/(1+1/math.Log2(3)); math.Abs(got-want) > 1e-15 {
		t.Errorf("without the first document: %v, want %v", got, want)
	}
	if got := ndcgOf([]float32{5, 5, 5}, []int{0}, []int{1}, -1); got != 0.5 {
		t.Errorf("a tie of three, of which the first is relevant: %v, want 1/log2(4)", got)
	}
}
