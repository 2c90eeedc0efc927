package mine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// Data is what negatives are mined of: vectors of queries and documents, of any length, and
// what is known of them.
type Data struct {
	Corpus     retrieval.Rows
	Queries    blas32.General
	Judgements []adapt.Judgement // of one pair the last counts

	// Same is the document that each query is itself, -1 for none; nil is none for all.
	Same []int
}

// check returns an error unless rows and judgements fit each other.
func (d Data) check() error {
	if err := matrix.Check(d.Queries); err != nil {
		return fmt.Errorf("queries: %w", err)
	}
	documents, queries := d.Corpus.Len(), d.Queries.Rows
	switch {
	case d.Corpus.Dim() != d.Queries.Cols:
		return fmt.Errorf("corpus has %d columns, queries have %d", d.Corpus.Dim(), d.Queries.Cols)
	case d.Same != nil && len(d.Same) != queries:
		return fmt.Errorf("%d queries, but %d that say which document they are", queries, len(d.Same))
	}
	for i, same := range d.Same {
		if same < -1 || same >= documents {
			return fmt.Errorf("query %d is document %d of %d", i, same, documents)
		}
	}
	for i, j := range d.Judgements {
		if j.Query < 0 || j.Query >= queries || j.Doc < 0 || j.Doc >= documents {
			return fmt.Errorf("judgement %d is of query %d of %d and document %d of %d", i, j.Query, queries, j.Doc, documents)
		}
	}
	return nil
}

// read sets dst to rows of the corpus from row lo on, at unit length.
func (d Data) read(dst blas32.General, lo int) error {
	if err := d.Corpus.Read(dst, lo); err != nil {
		return err
	}
	if err := matrix.Unit(dst, dst, make([]float32, dst.Rows)); err != nil {
		return fmt.Errorf("corpus %w", matrix.Offset(lo, err))
	}
	return nil
}

// work is a Mine under way.
type work struct {
	Miner
	Data
	threads   int
	questions []*question
	pairs     []Pair
	short     []short
}

// question is a query to which something is relevant, and what is known of documents.
type question struct {
	query    int
	relevant []retrieval.Neighbour // by row
	rejected []retrieval.Neighbour // those judged and not relevant: by row, by rank when compared
	barred   []int                 // documents that are no negatives, ascending
	passed   []int                 // they, the rejected, and those of the first ranks, ascending
}

// ask sets the questions, in order of their rows.
func (w *work) ask(context.Context) error {
	all := slices.Clone(w.Judgements)
	slices.SortStableFunc(all, func(a, b adapt.Judgement) int {
		return cmp.Or(cmp.Compare(a.Query, b.Query), cmp.Compare(a.Doc, b.Doc))
	})
	q := &question{query: -1}
	for i, j := range all {
		if i+1 < len(all) && all[i+1].Query == j.Query && all[i+1].Doc == j.Doc {
			continue
		}
		if j.Query != q.query {
			q = &question{query: j.Query}
			w.questions = append(w.questions, q)
		}
		if j.Grade >= 1 {
			q.relevant = append(q.relevant, retrieval.Neighbour{Document: j.Doc})
		} else {
			q.rejected = append(q.rejected, retrieval.Neighbour{Document: j.Doc})
		}
	}
	w.questions = slices.DeleteFunc(w.questions, func(q *question) bool { return len(q.relevant) == 0 })
	if len(w.questions) == 0 {
		return errors.New("no document is relevant to a query")
	}
	return nil
}

// rows are those of the queries with some numbers.
func (w *work) rows(n int, query func(i int) int) blas32.General {
	rows := matrix.New(n, w.Queries.Cols)
	for i := range n {
		copy(matrix.Row(rows, i), matrix.Row(w.Queries, query(i)))
	}
	return rows
}
