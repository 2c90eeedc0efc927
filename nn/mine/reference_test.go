package mine

import (
	"reflect"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// drawn is data of some queries and documents, of which some are equal and many are
// equally near if the values are whole numbers.
func drawn(seed uint64, queries, documents, d int, whole bool) Data {
	rng := portable.NewRand(seed)
	rows := func(n int) blas32.General {
		z := matrix.New(n, d)
		for i := range z.Data {
			if z.Data[i] = float32(rng.Normal()); whole {
				z.Data[i] = float32(rng.IntN(3) - 1)
			}
		}
		for i := range n {
			matrix.Row(z, i)[0] = 1 // a direction
		}
		return z
	}
	corpus := rows(documents)
	for i := 0; i+7 < documents; i += 5 {
		copy(matrix.Row(corpus, i+7), matrix.Row(corpus, i))
	}
	data := Data{Corpus: retrieval.Matrix(corpus), Queries: rows(queries), Same: make([]int, queries)}
	for q := range queries {
		data.Same[q] = rng.IntN(documents+1) - 1
		for range rng.IntN(9) {
			data.Judgements = append(data.Judgements, adapt.Judgement{Query: q, Doc: rng.IntN(documents), Grade: rng.IntN(3) - 1 + q%2})
		}
	}
	return data
}

// reference mines pair by pair, by sorting all documents.
func reference(m Miner, d Data) (pairs []Pair) {
	unit := func(x blas32.General) blas32.General {
		u := matrix.New(x.Rows, x.Cols)
		if err := matrix.Unit(u, x, make([]float32, x.Rows)); err != nil {
			panic(err)
		}
		return u
	}
	corpus, queries := unit(blas32.General(d.Corpus.(retrieval.Matrix))), unit(d.Queries)
	s := matrix.New(queries.Rows, corpus.Rows)
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, queries, corpus, 0, s)
	grades := map[[2]int]int{}
	for _, j := range d.Judgements {
		grades[[2]int{j.Query, j.Doc}] = j.Grade
	}
	for q := range queries.Rows {
		var known [][]float32 // rows that are no negatives
		for i := range corpus.Rows {
			if grades[[2]int{q, i}] > 0 || d.Same[q] == i {
				known = append(known, matrix.Row(corpus, i))
			}
		}
		var ranked []Negative
		for i, score := range matrix.Row(s, q) {
			equal := func(row []float32) bool { return slices.Equal(row, matrix.Row(corpus, i)) }
			if grade, ok := grades[[2]int{q, i}]; !slices.ContainsFunc(known, equal) {
				ranked = append(ranked, Negative{retrieval.Neighbour{Document: i, Score: score}, ok && grade < 1})
			}
		}
		slices.SortFunc(ranked, func(a, b Negative) int {
			if before := a.Score > b.Score || a.Score == b.Score && m.Before(a.Document, b.Document); before {
				return -1
			}
			return 1
		})
		for doc, p := range matrix.Row(s, q) {
			if grades[[2]int{q, doc}] > 0 {
				pairs = append(pairs, Pair{q, doc, p, choose(m, ranked, float64(p))})
			}
		}
	}
	return pairs
}

// choose chooses among negatives by rank for a positive's similarity p.
func choose(m Miner, ranked []Negative, p float64) (chosen []Negative) {
	for _, n := range ranked {
		if n.Judged {
			chosen = append(chosen, n)
		}
	}
	for rank, n := range ranked {
		s := float64(n.Score)
		near := m.Margin != nil && s > p-*m.Margin || m.RelativeMargin != nil && s > p-float64(*m.RelativeMargin*max(p, -p))
		if !n.Judged && !near && rank >= m.Skip {
			chosen = append(chosen, n)
		}
	}
	return chosen[:min(m.K, len(chosen))]
}

// Mining finds what sorting finds, at any number of threads.
func TestMineIsSorting(t *testing.T) {
	var ids retrieval.IDs
	numbers := func(i, j int) bool { return i < j }
	for _, d := range []Data{drawn(1, 30, 400, 3, true), drawn(2, 12, 2500, 24, false), drawn(3, 40, 6, 2, true), drawn(4, 9, 300, 300, false)} {
		for _, m := range []Miner{
			{K: 1}, {K: 5, Skip: 3}, {K: 40, Skip: 100, Margin: new(0.05)}, {K: 5, RelativeMargin: new(0.1)},
			{K: 3, Skip: 10, Margin: new(-0.1), RelativeMargin: new(-0.5)}, {K: 1000, Margin: new(0.3)},
		} {
			for _, m.Before = range []func(i, j int) bool{ids.Before, numbers} {
				want := reference(m, d)
				for _, threads := range []int{1, 3} {
					got, err := m.Mine(t.Context(), threads, d)
					if err != nil || !reflect.DeepEqual(got, want) {
						t.Fatalf("%d documents, %+v, %d threads: %v\n%v\nwant\n%v", d.Corpus.Len(), m, threads, err, got, want)
					}
				}
			}
		}
	}
}
