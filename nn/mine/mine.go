package mine

import (
	"context"
	"fmt"
	"math"

	"github.com/abc86604/temper/nn/eval/retrieval"
)

// A Miner chooses negatives among the documents that are not barred: those that are
// relevant to the query, the one that the query is itself, and the equals of either. First
// come those that were judged, with a grade below 1, then others by rank, which is that
// among all that are not barred. Skip and the margins are about those others alone.
type Miner struct {
	K    int // negatives of a pair, at least 1
	Skip int // ranks to pass over, at least 0

	// Margin drops a negative unless its similarity is at most that of the pair's document
	// minus Margin, and RelativeMargin unless it is at most that minus RelativeMargin times
	// its magnitude. Either may be negative; nil is none.
	Margin, RelativeMargin *float64

	// Before tells which of two documents equally near comes first, as in
	// [retrieval.Search].
	Before func(i, j int) bool
}

// A Pair is a query with a document that is relevant to it, and its negatives.
type Pair struct {
	Query, Doc int        // rows
	Similarity float32    // of the two
	Negatives  []Negative // at most K: fewer where there are no more
}

// A Negative is a document that is near a query and not relevant to it.
type Negative struct {
	retrieval.Neighbour
	Judged bool // to be not relevant
}

// Mine returns the pairs of the judgements that are relevant, in order of their queries'
// rows and then of their documents', with their negatives. Every query is compared with the
// corpus once, and once more for each of its pairs to which the margins leave fewer than K of
// the first Skip + K: memory is that of [retrieval.Search.Find] with so many, however much
// the margins drop. threads changes no bit. A cancelled ctx ends the work with its error;
// with one of eval.WithProgress it tells how far it is. Data without a relevant document and
// a row without direction are errors.
func (m Miner) Mine(ctx context.Context, threads int, d Data) ([]Pair, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	w := work{Miner: m, Data: d, threads: threads}
	for _, step := range []func(context.Context) error{w.ask, w.bar, w.compare, w.search, w.searchBelow} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return w.pairs, nil
}

func (m Miner) check() error {
	switch {
	case m.K < 1:
		return fmt.Errorf("negatives: K = %d, must be at least 1", m.K)
	case m.Skip < 0:
		return fmt.Errorf("negatives: Skip = %d, must be at least 0", m.Skip)
	}
	for name, margin := range map[string]*float64{"Margin": m.Margin, "RelativeMargin": m.RelativeMargin} {
		if margin != nil && (math.IsNaN(*margin) || math.IsInf(*margin, 0)) {
			return fmt.Errorf("%s = %v, must be finite", name, *margin)
		}
	}
	return nil
}

// ceiling is the largest similarity of a negative beside a positive's p,
//
//	min(p - Margin, p - RelativeMargin·|p|)
func (m Miner) ceiling(positive float32) float64 {
	p, most := float64(positive), math.Inf(1)
	if m.Margin != nil {
		most = p - *m.Margin
	}
	if m.RelativeMargin != nil {
		most = min(most, p-float64(*m.RelativeMargin*math.Abs(p)))
	}
	return most
}
