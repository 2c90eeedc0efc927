package retrieval_test

import (
	"context"
	"fmt"
	"log"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/eval/retrieval"
)

// Three documents, two queries, and what is known to answer them.
func Example() {
	documents, ids := matrix.Of([]float32{1, 0, 0.6, 0.8, 0, 1}, 3, 2), retrieval.IDs{"north", "both", "east"}
	queries, queryIDs := matrix.Of([]float32{0.9, 0.1, 0.1, 0.9}, 2, 2), retrieval.IDs{"up", "right"}
	qrels := retrieval.Qrels{"up": {"north": 1}, "right": {"both": 2, "east": 1}}

	search := retrieval.Search{K: 2, Before: ids.Before}
	found, err := search.Find(context.Background(), 1, retrieval.Matrix(documents), queries)
	if err != nil {
		log.Fatal(err)
	}
	scores, err := retrieval.Score(qrels, found.Run(queryIDs, ids), retrieval.NDCG(10), retrieval.Recall(1))
	if err != nil {
		log.Fatal(err)
	}
	for i, m := range scores.Measures {
		fmt.Printf("%s %.4f, of each query %.4f\n", m, scores.Means[i], scores.Values[i])
	}
	// Output:
	// ndcg@10 0.9299, of each query [0.8597 1.0000]
	// recall@1 0.7500, of each query [0.5000 1.0000]
}
