package retrieval

import (
	"cmp"
	"slices"

	"github.com/abc86604/temper/kernels/parallel"
)

// A Neighbour is a document near a query.
type Neighbour struct {
	Document int     // row of the corpus
	Score    float32 // cosine similarity
}

// Neighbours are what a [Search] has found.
type Neighbours struct {
	Of [][]Neighbour // each query's, by rank: fewer than K where there are no more

	// CutTies is the number of queries with a document left out that is as near as the
	// last one kept.
	CutTies int
}

// Run returns the neighbours by their ids and those of the queries.
func (n Neighbours) Run(queries, corpus IDs) Run {
	run := make(Run, len(n.Of))
	for query, of := range n.Of {
		hits := make([]Hit, len(of))
		for i, h := range of {
			hits[i] = Hit{corpus.Of(h.Document), float64(h.Score)}
		}
		run[queries.Of(query)] = hits
	}
	return run
}

// neighbours ends a search.
func (f *finding) neighbours(threads int) Neighbours {
	found := Neighbours{Of: make([][]Neighbour, len(f.best))}
	parallel.For(threads, len(f.best), func(query int) {
		b := &f.best[query]
		f.keep(b, &b.candidates)
		found.Of[query] = f.ranked(b.candidates)
	})
	for query, of := range found.Of {
		if len(of) > 0 && f.best[query].cut == of[len(of)-1].Score {
			found.CutTies++
		}
	}
	return found
}

// ranked returns candidates by rank.
func (f *finding) ranked(c candidates) []Neighbour {
	all := make([]Neighbour, len(c.scores))
	for i, score := range c.scores {
		all[i] = Neighbour{int(c.documents[i]), score}
	}
	slices.SortFunc(all, func(a, b Neighbour) int {
		if a.Score != b.Score {
			return cmp.Compare(b.Score, a.Score)
		}
		return f.order(int32(a.Document), int32(b.Document))
	})
	return all
}
