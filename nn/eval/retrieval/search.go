package retrieval

import (
	"context"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"github.com/abc86604/temper/nn/eval"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// The similarities of so many queries and documents are held at once. Neither number
// changes a bit.
const (
	panelQueries   = 1024
	blockDocuments = 2048
)

// taskQueries is the number of queries whose similarities one goroutine goes through at
// a time.
const taskQueries = 16

// A Search finds the K documents that are nearest to each query: those of the largest
// cosine similarity, a float32.
type Search struct {
	K int // at least 1

	// Before tells whether, of two documents equally near, number i comes before j, as
	// [IDs.Before] does, for all pairs in one order; nil puts the lower number first. It
	// decides which are kept where there is room for some alone.
	Before func(i, j int) bool

	// Exclude tells whether a query must not find a document; nil excludes none.
	Exclude func(query, document int) bool

	// Ceiling is, for each query, the largest similarity of what it finds; nil is none.
	Ceiling []float64
}

// Find searches a corpus for the documents nearest to each of the rows of queries, of equal
// length. Every query is compared with every document, a block of documents at a time:
// memory is that of some thousand rows and of 2K documents for each query, however long the
// corpus. threads changes no bit. Before and Exclude are called from several goroutines at
// once. A cancelled ctx ends the work with its error; with one of [eval.WithProgress] it
// tells how far it is. A row without direction is an error that names it, "corpus row 17".
func (s Search) Find(ctx context.Context, threads int, corpus Rows, queries blas32.General) (Neighbours, error) {
	if err := s.check(corpus, queries); err != nil {
		return Neighbours{}, err
	}
	u := matrix.New(queries.Rows, queries.Cols)
	Matrix(queries).Read(u, 0)
	if err := unit("queries", u, make([]float32, u.Rows), 0); err != nil {
		return Neighbours{}, err
	}
	found := newFinding(s, corpus.Len(), u.Rows, threads)
	documents := block{corpus: corpus}
	count := eval.Count(ctx, "search", "documents", corpus.Len())
	for lo := 0; lo < corpus.Len(); lo += blockDocuments {
		if err := ctx.Err(); err != nil {
			return Neighbours{}, err
		}
		hi := min(lo+blockDocuments, corpus.Len())
		if err := documents.read(threads, lo, hi); err != nil {
			return Neighbours{}, err
		}
		found.compare(threads, u, documents.rows, lo)
		count(hi - lo)
	}
	return found.neighbours(threads), nil
}

// check returns an error unless there is something to search and to find.
func (s Search) check(corpus Rows, queries blas32.General) error {
	if s.K < 1 {
		return fmt.Errorf("search with K = %d, must be at least 1", s.K)
	}
	if err := matrix.Check(queries); err != nil {
		return fmt.Errorf("queries: %w", err)
	}
	switch n := corpus.Len(); {
	case s.Ceiling != nil && len(s.Ceiling) != queries.Rows:
		return fmt.Errorf("%d ceilings for %d queries", len(s.Ceiling), queries.Rows)
	case n < 1:
		return fmt.Errorf("corpus of %d rows", n)
	case n > math.MaxInt32:
		return fmt.Errorf("corpus of %d rows, want at most %d", n, math.MaxInt32)
	case corpus.Dim() != queries.Cols:
		return fmt.Errorf("corpus has %d columns, queries have %d", corpus.Dim(), queries.Cols)
	}
	return nil
}

// finding is what a search has found so far.
type finding struct {
	Search
	best    []best       // of each query
	scratch []candidates // of each goroutine
	panel   []float32    // similarities
}

func newFinding(s Search, documents, queries, threads int) *finding {
	s.K = min(s.K, documents)
	if s.Before == nil {
		s.Before = func(i, j int) bool { return i < j }
	}
	f := &finding{Search: s, best: make([]best, queries), scratch: make([]candidates, max(threads, 1))}
	room := min(2*s.K, documents)
	scores, documentsOf := make([]float32, queries*room), make([]int32, queries*room)
	for q := range f.best {
		at := q * room
		f.best[q] = newBest(candidates{scores[at : at : at+room], documentsOf[at : at : at+room]})
	}
	f.panel = make([]float32, min(panelQueries, queries)*min(blockDocuments, documents))
	return f
}

// compare compares all queries with a block of documents, numbered from first on.
func (f *finding) compare(threads int, queries, documents blas32.General, first int) {
	for lo := 0; lo < queries.Rows; lo += panelQueries {
		n := min(panelQueries, queries.Rows-lo)
		s := matrix.Of(f.panel, n, documents.Rows)
		kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, matrix.Rows(queries, lo, lo+n), documents, 0, s)
		parallel.ForWorker(threads, (n+taskQueries-1)/taskQueries, func(worker, task int) {
			for i := task * taskQueries; i < min((task+1)*taskQueries, n); i++ {
				f.take(&f.scratch[worker], lo+i, matrix.Row(s, i), first)
			}
		})
	}
}
