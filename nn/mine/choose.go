package mine

import (
	"context"
	"slices"

	"github.com/abc86604/temper/nn/eval/retrieval"
)

// search sets the pairs, with what negatives they have among the first Skip + K documents of
// their queries.
func (w *work) search(ctx context.Context) error {
	n := w.Corpus.Len()
	depth := min(w.Skip, n) + min(w.K, n)
	found, err := retrieval.Search{
		K: depth, Before: w.Before,
		Exclude: func(i, document int) bool { return has(w.questions[i].barred, document) },
	}.Find(ctx, w.threads, w.Corpus, w.rows(len(w.questions), func(i int) int { return w.questions[i].query }))
	if err != nil {
		return err
	}
	for i, q := range w.questions {
		q.pass(found.Of[i][:min(w.Skip, len(found.Of[i]))])
		for _, r := range q.relevant {
			p := Pair{Query: q.query, Doc: r.Document, Similarity: r.Score}
			p.add(w.K, true, q.rejected)
			p.add(w.K, false, w.left(q, r, found.Of[i]))
			if len(p.Negatives) < w.K && len(found.Of[i]) == depth {
				w.short = append(w.short, short{len(w.pairs), q})
			}
			w.pairs = append(w.pairs, p)
		}
	}
	return nil
}

// short is a pair, by its number, that may have more negatives further down.
type short struct {
	pair int
	of   *question
}

// searchBelow gives the pairs that are short of negatives the nearest of all that the
// margins leave.
func (w *work) searchBelow(ctx context.Context) error {
	if len(w.short) == 0 {
		return nil
	}
	ceiling := make([]float64, len(w.short))
	for i, s := range w.short {
		ceiling[i] = w.ceiling(w.pairs[s.pair].Similarity)
	}
	found, err := retrieval.Search{
		K: w.K, Before: w.Before, Ceiling: ceiling,
		Exclude: func(i, document int) bool { return has(w.short[i].of.passed, document) },
	}.Find(ctx, w.threads, w.Corpus, w.rows(len(w.short), func(i int) int { return w.short[i].of.query }))
	if err != nil {
		return err
	}
	for i, s := range w.short {
		p := &w.pairs[s.pair]
		p.Negatives = nil
		p.add(w.K, true, s.of.rejected)
		p.add(w.K, false, found.Of[i])
	}
	return nil
}

// pass sets the documents that no search need find, where it passes over some.
func (q *question) pass(skipped []retrieval.Neighbour) {
	q.passed = slices.Clone(q.barred)
	for _, n := range slices.Concat(q.rejected, skipped) {
		q.passed = append(q.passed, n.Document)
	}
	slices.Sort(q.passed)
}

// left returns what is left of neighbours of a question for its pair with a document.
func (w *work) left(q *question, positive retrieval.Neighbour, all []retrieval.Neighbour) []retrieval.Neighbour {
	ceiling := w.ceiling(positive.Score)
	return slices.DeleteFunc(slices.Clone(all), func(n retrieval.Neighbour) bool {
		return float64(n.Score) > ceiling || has(q.passed, n.Document)
	})
}

// add gives a pair negatives, by rank, until it has k.
func (p *Pair) add(k int, judged bool, all []retrieval.Neighbour) {
	for _, n := range all[:min(len(all), k-len(p.Negatives))] {
		p.Negatives = append(p.Negatives, Negative{n, judged})
	}
}

// has tells whether a document is among others, which ascend.
func has(documents []int, document int) bool {
	_, found := slices.BinarySearch(documents, document)
	return found
}
