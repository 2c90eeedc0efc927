package adapt_test

import (
	"context"
	"fmt"
	"log"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// Query i belongs to document i, but for a noise in half of their values that a head can
// learn to pass over.
func Example() {
	queries, corpus := noisy(200, 16, 1), noisy(200, 16, 2)
	t := adapt.Trainer{Settings: adapt.Defaults(), Loss: loss.Contrastive{Tau: 0.1}}
	t.LR, t.WeightDecay, t.Towers = 0.01, 0, adapt.Shared
	r, err := t.Train(context.Background(), adapt.Pairs(queries, corpus))
	if err != nil {
		log.Fatal(err)
	}
	adapted := matrix.New(queries.Rows, r.Query.Out())
	if err := r.Query.Apply(1, adapted, queries); err != nil {
		log.Fatal(err)
	}
	fmt.Println("better than the embeddings as they are:", !r.Identity())
	fmt.Println(adapted.Rows, "rows of", adapted.Cols)
	// Output:
	// better than the embeddings as they are: true
	// 200 rows of 16
}

// A corpus is searched by its head as it is read, from a matrix or from a file of package
// arrayfile.
func ExampleHead_Map() {
	queries, corpus := noisy(200, 16, 1), noisy(200, 16, 2)
	t := adapt.Trainer{Settings: adapt.Defaults(), Loss: loss.Contrastive{Tau: 0.1}}
	t.LR, t.WeightDecay, t.Towers = 0.01, 0, adapt.Shared
	r, err := t.Train(context.Background(), adapt.Pairs(queries, corpus))
	if err != nil {
		log.Fatal(err)
	}
	adapted := matrix.New(queries.Rows, r.Query.Out())
	if err := r.Query.Apply(1, adapted, queries); err != nil {
		log.Fatal(err)
	}
	found, err := retrieval.Search{K: 1}.Find(context.Background(), 1, r.Corpus.Map(retrieval.Matrix(corpus)), adapted)
	if err != nil {
		log.Fatal(err)
	}
	right := 0
	for query, of := range found.Of {
		if of[0].Document == query {
			right++
		}
	}
	fmt.Println(right, "of 200 queries find their document first")
	// Output: 79 of 200 queries find their document first
}

// noisy has rows whose first values are those of all of its kind, with a little noise, and
// whose other values are noise alone.
func noisy(n, d int, seed uint64) blas32.General {
	z := matrix.New(n, d)
	common, own := portable.NewRand(0), portable.NewRand(seed)
	for i := range n {
		row := matrix.Row(z, i)
		for j := range row {
			row[j] = float32(own.Normal())
			if j < d/2 {
				row[j] = float32(common.Normal()) + row[j]/2
			}
		}
	}
	return z
}
