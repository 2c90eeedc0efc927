package retrieval

import (
	"errors"
	"maps"
	"slices"
)

// Scores are the measures of a run.
type Scores struct {
	Measures []Measure
	Queries  []string    // all that are judged, in ascending order of their bytes
	Values   [][]float64 // of each measure, each query's
	Means    []float64   // of each measure, over all queries

	NoRelevant int // queries without a relevant document: all they can get is 0
	NoHits     int // queries for which the run has nothing, and which get 0
}

// Score measures a run as trec_eval -c does: over all queries that are judged, in the run or
// not. Documents that are not judged count as not relevant; queries that are not judged do
// not count. It is an error if nothing is judged, and if in what was found for a judged
// query a document comes twice or has NaN for a score.
func Score(qrels Qrels, run Run, measures ...Measure) (Scores, error) {
	if len(qrels) == 0 {
		return Scores{}, errors.New("no query is judged")
	}
	s := Scores{Measures: measures, Queries: slices.Sorted(maps.Keys(qrels)), Means: make([]float64, len(measures))}
	s.Values = make([][]float64, len(measures))
	for _, query := range s.Queries {
		hits, err := run.ranked(query)
		if err != nil {
			return Scores{}, err
		}
		r := rank(hits, qrels[query])
		for i, m := range measures {
			s.Values[i] = append(s.Values[i], m.of(r))
		}
		if len(hits) == 0 {
			s.NoHits++
		}
		if len(r.ideal) == 0 {
			s.NoRelevant++
		}
	}
	for i, values := range s.Values {
		for _, v := range values {
			s.Means[i] += v
		}
		s.Means[i] /= float64(len(values))
	}
	return s, nil
}

// rank looks a query's hits up in its judgements.
func rank(hits []Hit, judged map[string]int) (r ranking) {
	for _, h := range hits {
		r.grades = append(r.grades, judged[h.ID])
	}
	for _, grade := range judged {
		if grade >= 1 {
			r.ideal = append(r.ideal, grade)
		}
	}
	slices.SortFunc(r.ideal, func(a, b int) int { return b - a })
	return r
}
