package adapt

import (
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// depth is that of nDCG@10, by which heads are chosen.
const depth = 10

// ndcg returns nDCG@10 of each of the queries, whose rows and the corpus's are unit vectors:
// with linear gain against the ideal of all that is judged. Of documents with equal scores
// the later row comes first. The document that a query is itself is not ranked.
func ndcg(threads int, queries, corpus blas32.General, which []int, j judged, same []int) []float64 {
	const atOnce = 64
	scores := make([]float64, 0, len(which))
	block, s := matrix.New(atOnce, queries.Cols), matrix.New(atOnce, corpus.Rows)
	for lo := 0; lo < len(which); lo += atOnce {
		some := which[lo:min(lo+atOnce, len(which))]
		for i, q := range some {
			copy(matrix.Row(block, i), matrix.Row(queries, q))
		}
		kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, matrix.Rows(block, 0, len(some)), corpus, 0, matrix.Rows(s, 0, len(some)))
		for i, q := range some {
			self := -1
			if same != nil {
				self = same[q]
			}
			scores = append(scores, ndcgOf(matrix.Row(s, i), j.relevant[q], j.grades[q], self))
		}
	}
	return scores
}

// ndcgOf is nDCG@10 of one query by its similarities to all documents.
func ndcgOf(s []float32, relevant, grades []int, self int) float64 {
	gain := 0.0
	for i, doc := range relevant {
		if doc != self {
			if rank := rankOf(s, doc, self); rank < depth {
				gain += float64(float64(grades[i]) * discounts[rank])
			}
		}
	}
	ideal := idealGain(grades)
	if ideal == 0 {
		return 0
	}
	return gain / ideal
}

// rankOf is the number of documents that are ranked before one, as far as it matters.
func rankOf(s []float32, doc, self int) int {
	rank := 0
	for other, v := range s {
		if (v > s[doc] || v == s[doc] && other > doc) && other != self {
			if rank++; rank == depth {
				break
			}
		}
	}
	return rank
}

// discounts are 1/log2(rank+1) of ranks from 1 up.
var discounts = func() (d [depth]float64) {
	for i := range d {
		d[i] = portable.Log(2) / portable.Log(float64(i+2))
	}
	return d
}()

// idealGain is the gain of the best order.
func idealGain(grades []int) float64 {
	best := slices.Clone(grades)
	slices.SortFunc(best, func(a, b int) int { return b - a })
	gain := 0.0
	for i, grade := range best[:min(depth, len(best))] {
		gain += float64(float64(grade) * discounts[i])
	}
	return gain
}
