package retrieval

import (
	"math"
	"slices"
	"testing"
)

// hits are documents in the order of their ranks.
func hits(ids ...string) (all []Hit) {
	for i, id := range ids {
		all = append(all, Hit{id, float64(-i)})
	}
	return all
}

var log3 = math.Log2(3)

// Every value is worked out by hand: log2(2) = 1, log2(4) = 2.
func TestScore(t *testing.T) {
	judged := map[string]int{"a": 2, "b": 1, "c": 0, "d": -3, "e": 1} // best: 2 1 1
	best3 := 2 + 1/log3 + 0.5
	for name, c := range map[string]struct {
		hits []Hit
		want map[Measure]float64
	}{
		"in the best order": {hits("a", "e", "b"), map[Measure]float64{
			NDCG(1): 1, NDCG(3): 1, NDCG(10): 1, MRR(1): 1, Recall(1): 1.0 / 3, Recall(3): 1, Precision(3): 1, Precision(5): 3.0 / 5, Success(1): 1, MAP(): 1}},
		"behind others": {hits("c", "x", "b", "d", "a"), map[Measure]float64{
			NDCG(1): 0, NDCG(2): 0, NDCG(3): 0.5 / best3, NDCG(5): (0.5 + 2/math.Log2(6)) / best3, MRR(2): 0, MRR(3): 1.0 / 3, MRR(10): 1.0 / 3,
			Recall(2): 0, Recall(4): 1.0 / 3, Recall(5): 2.0 / 3, Precision(5): 2.0 / 5, Precision(10): 2.0 / 10, Success(2): 0, Success(3): 1,
			MAP(): (1.0/3 + 2.0/5) / 3}},
		"lower grade first":  {hits("b", "a"), map[Measure]float64{NDCG(2): (1 + 2/log3) / (2 + 1/log3), NDCG(1): 0.5, MAP(): 2.0 / 3}},
		"not relevant alone": {hits("c", "d"), map[Measure]float64{NDCG(2): 0, MRR(2): 0, Recall(2): 0, Precision(2): 0, Success(2): 0, MAP(): 0}},
		"nothing":            {nil, map[Measure]float64{NDCG(2): 0, MRR(2): 0, Recall(2): 0, Precision(2): 0, Success(2): 0, MAP(): 0}},
		// Of equal scores the larger id comes first, so b before a.
		"ties": {[]Hit{{"a", 1}, {"b", 1}, {"x", 2}}, map[Measure]float64{MRR(2): 0.5, NDCG(2): 1 / log3 / (2 + 1/log3), Recall(2): 1.0 / 3, MAP(): (0.5 + 2.0/3) / 3}},
	} {
		for m, want := range c.want {
			s, err := Score(Qrels{"q": judged}, Run{"q": c.hits, "unjudged": hits("a")}, m)
			if err != nil || math.Abs(s.Values[0][0]-want) > 1e-15 || s.Means[0] != s.Values[0][0] {
				t.Errorf("%s: %s = %v, %v, want %v", name, m, s.Values, err, want)
			}
		}
	}
}

// Every judged query counts, also without results and without relevant documents.
func TestScoreMeans(t *testing.T) {
	qrels := Qrels{"10": {"a": 1}, "9": {"a": 1, "gone": 1}, "none": {"a": 0, "b": -1}, "missing": {"b": 1}}
	run := Run{"9": hits("a", "b"), "10": hits("b", "a"), "none": hits("a"), "unjudged": hits("a")}
	s, err := Score(qrels, run, MRR(10), Recall(2), MAP())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Queries, []string{"10", "9", "missing", "none"}) || s.NoRelevant != 1 || s.NoHits != 1 {
		t.Errorf("%+v", s)
	}
	for i, want := range [][]float64{{0.5, 1, 0, 0}, {1, 0.5, 0, 0}, {0.5, 0.5, 0, 0}} {
		if !slices.Equal(s.Values[i], want) {
			t.Errorf("%s: %v, want %v", s.Measures[i], s.Values[i], want)
		}
	}
	if !slices.Equal(s.Means, []float64{1.5 / 4, 1.5 / 4, 1.0 / 4}) {
		t.Errorf("means %v", s.Means)
	}
}

func TestScoreRefuses(t *testing.T) {
	_, err := Score(nil, Run{"q": hits("a")}, MAP())
	wantError(t, err, "no query is judged")
	_, err = Score(Qrels{"q": {"a": 1}}, Run{"q": {{"a", 1}, {"b", 2}, {"a", 3}}}, MAP())
	wantError(t, err, `query "q": document "a" comes twice`)
	_, err = Score(Qrels{"q": {"a": 1}}, Run{"q": {{"a", math.NaN()}}}, MAP())
	wantError(t, err, `query "q": the score of document "a" is NaN`)
	defer func() {
		if r := recover(); r != "retrieval: NDCG: k = 0, must be at least 1" {
			t.Errorf("panic %v", r)
		}
	}()
	NDCG(0)
}

func TestMeasureNames(t *testing.T) {
	for m, want := range map[Measure]string{NDCG(10): "ndcg@10", MRR(1): "mrr@1", Recall(100): "recall@100", Precision(5): "precision@5", Success(3): "success@3", MAP(): "map"} {
		if m.String() != want {
			t.Errorf("%s, want %s", m, want)
		}
	}
	if again := NDCG(3); again != NDCG(3) || again == NDCG(4) || again == MRR(3) {
		t.Error("measures are told apart by kind and rank")
	}
}

// The same bits on every machine: these were computed by this code, and its logarithms are
// portable.
func TestScoreBits(t *testing.T) {
	s, err := Score(Qrels{"q": {"a": 3, "b": 1, "c": 2}}, Run{"q": hits("b", "x", "c", "y", "a")}, NDCG(3), NDCG(5))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []uint64{0x3fdae1586bedd32a, 0x3fe53d3939b325be} {
		if got := math.Float64bits(s.Values[i][0]); got != want {
			t.Errorf("%s: %#x, want %#x", s.Measures[i], got, want)
		}
	}
}
