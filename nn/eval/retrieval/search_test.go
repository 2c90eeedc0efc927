package retrieval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/race"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// sorted is what a search has to find, by sorting all similarities.
func sorted(s Search, corpus, queries blas32.General) (n Neighbours) {
	u := func(x blas32.General) blas32.General {
		y := matrix.New(x.Rows, x.Cols)
		if err := matrix.Unit(y, x, make([]float32, x.Rows)); err != nil {
			panic(err)
		}
		return y
	}
	all := matrix.New(queries.Rows, corpus.Rows)
	kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, u(queries), u(corpus), 0, all)
	for q := range queries.Rows {
		var of []Neighbour
		for i, score := range matrix.Row(all, q) {
			if (s.Exclude == nil || !s.Exclude(q, i)) && (s.Ceiling == nil || float64(score) <= s.Ceiling[q]) {
				of = append(of, Neighbour{i, score})
			}
		}
		slices.SortFunc(of, func(a, b Neighbour) int {
			switch c := cmp.Compare(b.Score, a.Score); {
			case c != 0:
				return c
			case s.Before == nil:
				return a.Document - b.Document
			case s.Before(a.Document, b.Document):
				return -1
			}
			return 1
		})
		if len(of) > s.K {
			if of[s.K].Score == of[s.K-1].Score {
				n.CutTies++
			}
			of = of[:s.K]
		}
		n.Of = append(n.Of, append([]Neighbour{}, of...))
	}
	return n
}

// A search finds what sorting finds, ties resolved by ids, at any number of threads.
func TestFindIsSorting(t *testing.T) {
	var numbers IDs
	odd := func(query, document int) bool { return (query+document)%2 == 1 }
	for _, c := range []struct {
		corpus, queries blas32.General
		ties            bool
	}{
		{coarse(1, 3*blockDocuments+17, 5), coarse(2, 9, 5), true},
		{coarse(3, 100, 3), coarse(4, panelQueries+30, 3), true},
		{coarse(5, blockDocuments, 7), coarse(6, 3, 7), true},
		{fine(7, 2*blockDocuments+1, 40), fine(8, 5, 40), false},
		{fine(9, 1, 2), fine(10, 1, 2), false},
	} {
		ceiling := make([]float64, c.queries.Rows) // some above all, some below all, some met exactly
		for q := range ceiling {
			ceiling[q] = float64(q%5-2) / 2
		}
		for _, k := range []int{1, 10, 1500, 100000} {
			for name, s := range map[string]Search{
				"numbers": {K: k}, "ids": {K: k, Before: numbers.Before},
				"excluded": {K: k, Exclude: odd}, "ids, excluded": {K: k, Before: numbers.Before, Exclude: odd},
				"ceiling": {K: k, Ceiling: ceiling}, "ids, excluded, ceiling": {K: k, Before: numbers.Before, Exclude: odd, Ceiling: ceiling},
			} {
				want := sorted(s, c.corpus, c.queries)
				for _, threads := range []int{1, 3} {
					got, err := s.Find(t.Context(), threads, Matrix(c.corpus), c.queries)
					if err != nil || got.CutTies != want.CutTies || !reflect.DeepEqual(got.Of, want.Of) {
						t.Fatalf("%d×%d, %d queries, K = %d, %s, %d threads: %v, %d ties cut, want %d",
							c.corpus.Rows, c.corpus.Cols, c.queries.Rows, k, name, threads, err, got.CutTies, want.CutTies)
					}
				}
				if c.ties && k == 10 && want.CutTies == 0 || k == 100000 && want.CutTies > 0 {
					t.Errorf("%d×%d, K = %d: %d ties cut", c.corpus.Rows, c.corpus.Cols, k, want.CutTies)
				}
			}
		}
	}
}

// A corpus in a file is one in memory.
func TestFindInFile(t *testing.T) {
	corpus, queries := fine(1, blockDocuments+300, 9), fine(2, 7, 9)
	path := filepath.Join(t.TempDir(), "d.npy")
	if err := npy.WriteFloat32(path, corpus); err != nil {
		t.Fatal(err)
	}
	file, err := arrayfile.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := Search{K: 50}.Find(t.Context(), 2, file, queries)
	if want := sorted(Search{K: 50}, corpus, queries); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

// Where all documents are alike, the ids alone decide.
func TestFindAllAlike(t *testing.T) {
	corpus := matrix.New(2*blockDocuments+5, 3)
	for i := range corpus.Data {
		corpus.Data[i] = 2
	}
	var numbers IDs
	got, err := Search{K: 4, Before: numbers.Before}.Find(t.Context(), 2, Matrix(corpus), fine(1, 2, 3))
	if err != nil || got.CutTies != 2 {
		t.Fatalf("%d, %v", got.CutTies, err)
	}
	run := got.Run(IDs{"x", "y"}, nil)
	for i, id := range []string{"999", "998", "997", "996"} {
		if run["x"][i].ID != id || run["y"][i].ID != id || run["x"][i].Score != run["x"][0].Score {
			t.Fatalf("%v, want %s at rank %d", run, id, i+1)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	ten := fine(1, 10, 3)
	bad := fine(2, 200, 3)
	matrix.Row(bad, 150)[1] = float32(math.NaN())
	clear(matrix.Row(bad, 199))
	for want, c := range map[string]struct {
		k               int
		corpus, queries blas32.General
	}{
		"K = 0":                                {0, ten, ten},
		"queries: ":                            {1, ten, blas32.General{}},
		"corpus of 0 rows":                     {1, blas32.General{}, ten},
		"corpus has 3 columns, queries have 2": {1, ten, fine(3, 10, 2)},
		"corpus row 150: NaN in column 1":      {1, bad, ten},
		"queries row 150: NaN in column 1":     {1, ten, bad},
	} {
		_, err := Search{K: c.k}.Find(t.Context(), 2, Matrix(c.corpus), c.queries)
		wantError(t, err, want)
	}
	_, err := Search{K: 1, Ceiling: make([]float64, 9)}.Find(t.Context(), 1, Matrix(ten), ten)
	wantError(t, err, "9 ceilings for 10 queries")
	_, err = Search{K: 1}.Find(t.Context(), 1, broken{Matrix(ten)}, ten)
	wantError(t, err, "disk")
}

type broken struct{ Matrix }

func (broken) Read(blas32.General, int) error { return errors.New("disk") }

// A search tells how far it is, and ends with its context.
func TestFindProgress(t *testing.T) {
	corpus, queries := fine(1, 2*blockDocuments+1, 2), fine(2, 3, 2)
	var told []string
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ctx = eval.WithProgress(ctx, func(p eval.Progress) {
		told = append(told, p.String())
		if len(told) == 5 {
			cancel()
		}
	})
	if _, err := (Search{K: 1}).Find(ctx, 2, Matrix(corpus), queries); err != nil {
		t.Fatal(err)
	}
	n := corpus.Rows
	want := []string{}
	for _, done := range []int{blockDocuments, 2 * blockDocuments, n} {
		want = append(want, fmt.Sprintf("search: %d of %d documents", done, n))
	}
	if !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
	if got, err := (Search{K: 1}).Find(ctx, 2, Matrix(corpus), queries); err != context.Canceled || got.Of != nil || len(told) != 5 {
		t.Errorf("cancelled in the middle: %v after %d reports", err, len(told))
	}
}

// The memory of a search does not depend on the corpus.
func TestFindMemory(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates as well")
	}
	queries := fine(1, 50, 8)
	used := func(blocks int) float64 {
		least := math.Inf(1)
		for range 3 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := (Search{K: 20}).Find(t.Context(), 1, endless{blocks * blockDocuments}, queries); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			least = min(least, float64(after.TotalAlloc-before.TotalAlloc))
		}
		return least
	}
	few, many := used(3), used(60)
	if most := 4.0 * blockDocuments * (50 + 8 + 2) * 2; few > most || many > few+most/4 {
		t.Errorf("%.0f bytes for 3 blocks, %.0f for 60, want at most %.0f", few, many, most)
	}
}

// endless is a corpus of so many rows that are made as they are read.
type endless struct{ rows int }

func (e endless) Len() int { return e.rows }
func (e endless) Dim() int { return 8 }
func (e endless) Read(dst blas32.General, lo int) error {
	for i := range dst.Rows {
		for j := range dst.Cols {
			dst.Data[i*dst.Stride+j] = float32((lo+i)*(j+7)%101) - 49.5
		}
	}
	return nil
}
