package mine_test

import (
	"context"
	"fmt"
	"log"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/abc86604/temper/nn/mine"
)

// Document 1 answers the query, document 3 is known not to. Document 0 is nearer than the
// answer, and may be one that nobody has judged.
func Example() {
	corpus := matrix.Of([]float32{1, 0, 4, 3, 3, 4, -4, 3}, 4, 2)
	miner := mine.Miner{K: 2, RelativeMargin: new(0.05)}
	pairs, err := miner.Mine(context.Background(), 1, mine.Data{
		Corpus:     retrieval.Matrix(corpus),
		Queries:    matrix.Of([]float32{1, 0}, 1, 2),
		Judgements: []adapt.Judgement{{Query: 0, Doc: 1, Grade: 1}, {Query: 0, Doc: 3, Grade: 0}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, n := range pairs[0].Negatives {
		fmt.Println(n.Document, n.Score, n.Judged)
	}
	// Output:
	// 3 -0.8 true
	// 2 0.6 false
}
