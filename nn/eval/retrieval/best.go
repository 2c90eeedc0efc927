package retrieval

import (
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
)

var negInf = float32(math.Inf(-1))

// candidates are documents with their similarities to one query.
type candidates struct {
	scores    []float32
	documents []int32
}

// best are the documents that may be among the K nearest to a query, at most 2K.
type best struct {
	candidates
	limit float32 // the K-th largest score when candidates were last dropped
	cut   float32 // the score of documents that were dropped though others of it were kept
}

func newBest(empty candidates) best { return best{empty, negInf, negInf} }

// take adds to a query's candidates the documents of a block that may be among the K
// nearest, given the similarities s of all, numbered from first on.
func (f *finding) take(c *candidates, query int, s []float32, first int) {
	b := &f.best[query]
	below := math.Nextafter32(b.limit, negInf) // a tie with the limit may still win
	c.scores, c.documents = kernels.Above(c.scores[:0], c.documents[:0], s, below, first)
	if f.Exclude != nil {
		c.drop(func(document int, _ float32) bool { return f.Exclude(query, document) })
	}
	if f.Ceiling != nil {
		c.drop(func(_ int, score float32) bool { return float64(score) > f.Ceiling[query] })
	}
	if len(b.scores)+len(c.scores) > cap(b.scores) {
		c.add(b.candidates)
		b.candidates = candidates{b.scores[:0], b.documents[:0]}
		f.keep(b, c)
	}
	b.add(*c)
}

// add adds other candidates.
func (c *candidates) add(more candidates) {
	c.scores = append(c.scores, more.scores...)
	c.documents = append(c.documents, more.documents...)
}

// drop takes out documents.
func (c *candidates) drop(excluded func(document int, score float32) bool) {
	n := 0
	for i, document := range c.documents {
		if !excluded(int(document), c.scores[i]) {
			c.scores[n], c.documents[n] = c.scores[i], document
			n++
		}
	}
	c.scores, c.documents = c.scores[:n], c.documents[:n]
}

// keep reduces candidates to the K nearest of them, and notes in b what that means.
func (f *finding) keep(b *best, c *candidates) {
	if len(c.scores) <= f.K {
		return
	}
	b.limit = kernels.KthLargest(c.scores, f.K)
	above := c.front(0, func(score float32) bool { return score > b.limit })
	end := c.front(above, func(score float32) bool { return score == b.limit })
	if end > f.K {
		slices.SortFunc(c.documents[above:end], f.order)
		b.cut = b.limit
	}
	c.scores, c.documents = c.scores[:f.K], c.documents[:f.K]
}

// front moves the candidates whose scores are wanted to place from and behind it, and
// returns where they end.
func (c *candidates) front(from int, wanted func(score float32) bool) (end int) {
	for i := from; i < len(c.scores); i++ {
		if wanted(c.scores[i]) {
			c.scores[i], c.scores[from] = c.scores[from], c.scores[i]
			c.documents[i], c.documents[from] = c.documents[from], c.documents[i]
			from++
		}
	}
	return from
}

// order compares documents equally near.
func (f *finding) order(i, j int32) int {
	switch {
	case i == j:
		return 0
	case f.Before(int(i), int(j)):
		return -1
	}
	return 1
}
