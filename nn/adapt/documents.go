package adapt

import (
	"errors"
	"fmt"
	"slices"

	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

// foldCount is how many parts the queries are shared out to.
const foldCount = 5

// documents is the task of queries and documents.
type documents struct {
	settings        Settings
	queries, corpus blas32.General // unit rows
	fixed           blas32.General // the corpus as it stays where queries alone change
	base            blas32.General // what heads are at the start
	judged          judged         // to train on
	by              judged         // to measure by
	prefixes        []int
	exempt          [][]int
	same            []int
	parts           [][]int // the folds
	apart           bool    // the folds are of queries that are not trained on
}

func newDocuments(s Settings, threads int, d Data) (*documents, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if err := s.Check(d.Queries.Cols); err != nil {
		return nil, err
	}
	r := &documents{settings: s, same: d.Same, judged: judgedOf(d.Queries.Rows, d.Judgements)}
	if len(r.judged.pairs) == 0 {
		return nil, errors.New("no document is relevant to a query")
	}
	var err error
	if r.prefixes, err = s.prefixes(d.Queries.Cols); err != nil {
		return nil, err
	}
	if r.queries, err = unit("queries", d.Queries); err != nil {
		return nil, err
	}
	if r.corpus, err = unit("corpus", d.Corpus); err != nil {
		return nil, err
	}
	if r.base, err = s.base(r.corpus); err != nil {
		return nil, err
	}
	if s.Towers == Query {
		plain, err := r.plain()
		if err != nil {
			return nil, err
		}
		if r.fixed, err = mapped(threads, plain.Corpus, r.corpus, plain.Corpus.Out()); err != nil {
			return nil, fmt.Errorf("corpus by the projection: %w", err)
		}
	}
	equal := twinsOf(r.corpus)
	r.exempt = exempt(r.judged.relevant, d.Same, equal)
	return r, r.share(d, equal)
}

// base is what heads for rows are at the start.
func (s Settings) base(rows blas32.General) (blas32.General, error) {
	if s.Dim == 0 || s.Dim == rows.Cols {
		return identity(rows.Cols), nil
	}
	return Project(rows, s.Dim)
}

// share shares the judged queries out to folds. Validation judgements are one fold.
func (r *documents) share(d Data, equal twins) error {
	r.by = r.judged
	switch {
	case d.Validation != nil:
		r.by, r.apart = judgedOf(d.Queries.Rows, d.Validation), true
		r.parts = foldsByQuery(r.by, 1, r.settings.Seed)
		if len(r.parts) == 0 || len(r.parts[0]) < 2 {
			return errors.New("validation judgements of fewer than two queries")
		}
	case r.settings.Validate == Queries:
		r.parts = foldsByQuery(r.judged, foldCount, r.settings.Seed)
	default:
		r.parts = foldsByComponent(r.judged, d.Corpus.Rows, equal, foldCount, r.settings.Seed)
	}
	return nil
}

func (r *documents) canLeaveOut() bool { return r.apart || len(r.parts) > 1 }

func (r *documents) folds() [][]int { return r.parts }

func (r *documents) plain() (*Adapter, error) { return newAdapter(r.settings, r.base) }

func (r *documents) begin(threads int, l loss.Loss, fold []int) (training, error) {
	return newFit(r, threads, l, r.pairsWithout(fold))
}

// pairsWithout are those of which no query is in a fold.
func (r *documents) pairsWithout(fold []int) (pairs []pair) {
	for _, p := range r.judged.pairs {
		if _, out := slices.BinarySearch(fold, p.query); !out || r.apart {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

func (r *documents) sizes() []int { return r.prefixes }

func (r *documents) measure(threads int, a *Adapter, size int, which []int) ([]float64, error) {
	queries, err := mapped(threads, a.Query, r.queries, size)
	if err != nil {
		return nil, fmt.Errorf("queries by the head: %w", err)
	}
	corpus, err := r.docs(threads, a, size)
	if err != nil {
		return nil, fmt.Errorf("corpus by the head: %w", err)
	}
	return ndcg(threads, queries, corpus, which, r.by, r.same), nil
}

// docs are the first values of the documents by an adapter.
func (r *documents) docs(threads int, a *Adapter, size int) (blas32.General, error) {
	if r.settings.Towers == Query {
		return firstValues(r.fixed, size)
	}
	return mapped(threads, a.Corpus, r.corpus, size)
}

func (r *documents) seen(which []int) []bool {
	relevant := map[int]bool{}
	for _, p := range r.pairsWithout(which) {
		relevant[p.doc] = true
	}
	all := make([]bool, len(which))
	for i, q := range which {
		all[i] = slices.ContainsFunc(r.by.relevant[q], func(doc int) bool { return relevant[doc] })
	}
	return all
}
