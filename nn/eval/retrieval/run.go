package retrieval

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Hit is a document that was found for a query.
type Hit struct {
	ID    string
	Score float64 // the higher, the better; not NaN
}

// A Run is what was found: for each query's id the documents, in any order. Their ranks
// follow from their scores, and for equal ones from their ids.
type Run map[string][]Hit

// compareHits orders hits as trec_eval does: by score descending, then by id descending
// by bytes.
func compareHits(a, b Hit) int {
	if a.Score != b.Score {
		return cmp.Compare(b.Score, a.Score)
	}
	return strings.Compare(b.ID, a.ID)
}

// ranked returns a query's hits by rank. It is an error if a document comes twice or has
// NaN for a score.
func (r Run) ranked(query string) ([]Hit, error) {
	hits := slices.Clone(r[query])
	seen := make(map[string]bool, len(hits))
	for _, h := range hits {
		if math.IsNaN(h.Score) {
			return nil, fmt.Errorf("query %q: the score of document %q is NaN", query, h.ID)
		}
		if seen[h.ID] {
			return nil, fmt.Errorf("query %q: document %q comes twice", query, h.ID)
		}
		seen[h.ID] = true
	}
	slices.SortFunc(hits, compareHits)
	return hits, nil
}

// WithoutSame returns the run without the documents whose id is that of their query:
// where queries are documents of the corpus, as in ArguAna, each finds itself first.
func (r Run) WithoutSame() Run {
	others := make(Run, len(r))
	for query, hits := range r {
		others[query] = slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return h.ID == query })
	}
	return others
}
