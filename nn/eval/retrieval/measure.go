package retrieval

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// A Measure says of a query's ranked documents, from 0 to 1, how good they are. Measures
// may be compared with ==. Those that take a rank panic unless it is at least 1.
type Measure struct {
	kind kind
	k    int // ranks that count
}

type kind uint8

const (
	ndcg kind = iota + 1
	mrr
	recall
	precision
	success
	averagePrecision
)

var names = map[kind]string{ndcg: "ndcg", mrr: "mrr", recall: "recall", precision: "precision", success: "success", averagePrecision: "map"}

// NDCG is the normalised discounted cumulative gain of the first k documents: the sum of
// grade / log2(rank+1), over that of the best order of all documents judged (Järvelin &
// Kekäläinen 2002, with the discount of trec_eval's ndcg_cut). Grades below 0 count as 0.
func NDCG(k int) Measure { return at("NDCG", ndcg, k) }

// MRR is 1/rank of the first relevant document among the first k, and 0 if there is none
// (trec_eval's recip_rank, with a cut).
func MRR(k int) Measure { return at("MRR", mrr, k) }

// Recall is the share of all relevant documents, found or not, that are among the first k.
func Recall(k int) Measure { return at("Recall", recall, k) }

// Precision is the share of k that the relevant ones among the first k documents are, also
// where there are not as many.
func Precision(k int) Measure { return at("Precision", precision, k) }

// Success is 1 if one of the first k documents is relevant, else 0.
func Success(k int) Measure { return at("Success", success, k) }

// MAP is the average precision over all ranks: the sum of the precisions at the ranks of
// relevant documents, over the number of all relevant ones, found or not.
func MAP() Measure { return Measure{averagePrecision, math.MaxInt} }

func at(name string, kind kind, k int) Measure {
	if k < 1 {
		panic(fmt.Sprintf("retrieval: %s: k = %d, must be at least 1", name, k))
	}
	return Measure{kind, k}
}

// String names the measure: "ndcg@10", "map".
func (m Measure) String() string {
	if m.kind == averagePrecision {
		return names[m.kind]
	}
	return fmt.Sprintf("%s@%d", names[m.kind], m.k)
}

// ranking is what is known of a query and what was found for it.
type ranking struct {
	grades []int // of the documents found, by rank; 0 for one that was not judged
	ideal  []int // the grades of all relevant documents, in descending order
}

// of measures a ranking. Without relevant documents everything is 0.
func (m Measure) of(r ranking) float64 {
	if len(r.ideal) == 0 {
		return 0
	}
	first := r.grades[:min(m.k, len(r.grades))]
	switch m.kind {
	case ndcg:
		return gain(first) / gain(r.ideal[:min(m.k, len(r.ideal))])
	case mrr:
		return firstRank(first)
	case recall:
		return float64(relevant(first)) / float64(len(r.ideal))
	case precision:
		return float64(relevant(first)) / float64(m.k)
	case success:
		return float64(min(1, relevant(first)))
	}
	return precisions(first) / float64(len(r.ideal))
}

// relevant is the number of relevant documents.
func relevant(grades []int) (n int) {
	for _, grade := range grades {
		if grade >= 1 {
			n++
		}
	}
	return n
}

// gain is the discounted cumulative gain of documents by rank.
func gain(grades []int) (sum float64) {
	for i, grade := range grades {
		if grade >= 1 {
			sum += float64(grade) * math.Ln2 / portable.Log(float64(i+2))
		}
	}
	return sum
}

// firstRank is 1 over the rank of the first relevant document, 0 if there is none.
func firstRank(grades []int) float64 {
	for i, grade := range grades {
		if grade >= 1 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

// precisions is the sum of the precisions at the ranks of relevant documents.
func precisions(grades []int) (sum float64) {
	found := 0
	for i, grade := range grades {
		if grade >= 1 {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	return sum
}
