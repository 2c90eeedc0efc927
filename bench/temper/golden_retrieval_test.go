package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// retrievalCase is eval of what is found, by vectors and in a run.
var retrievalCase = goldenCase{name: "retrieval", setup: judged, lines: []string{
	"eval --corpus corpus.npy --queries queries.npy --qrels judged.qrels --run-out found.trec --per-query q.csv --json",
	"eval --corpus corpus.npy --queries queries.npy --qrels judged.qrels --depth 20 --ks 1,20 --exclude-same-id --run-out others.trec",
	"eval --run found.trec --qrels judged.qrels --json",
	"eval --run others.trec --qrels judged.qrels --ks 10",
}}

// mineCase is mine on the same files, whose equal rows are no negatives.
var mineCase = goldenCase{name: "mine", setup: judged, lines: []string{
	"mine --corpus corpus.npy --queries queries.npy --qrels judged.qrels --k 3 --out nearest.tsv --json",
	"mine --corpus corpus.npy --queries queries.npy --qrels judged.qrels --k 2 --skip 20 --margin 0.2 --relative-margin 0.3 --out margins.tsv --rows-out e.npy --z0-out a.npy --z1-out b.npy",
	"loss --loss contrastive --tau 0.05 --negatives cross --z0 a.npy --z1 b.npy --extra e.npy --json",
}}

// judged puts a corpus, whose later rows are the first ones again, queries near some of
// its rows, and judgements into the working directory.
func judged(t *testing.T) {
	t.Helper()
	const documents, queries = 3000, 40
	corpus, near := drawRows(11, documents), drawRows(12, queries)
	copy(corpus[documents/2*goldenDim:], corpus)
	for i := range near {
		near[i] = corpus[3*(i/goldenDim)*goldenDim+i%goldenDim] + float32(0.75*near[i])
	}
	save(t, ".", "corpus", goldenDim, corpus...)
	save(t, ".", "queries", goldenDim, near...)
	rng := portable.NewRand(13)
	var qrels strings.Builder
	for q := range queries {
		fmt.Fprintf(&qrels, "%d 0 %d 2\n%d 0 %d 1\n", q, 3*q, q, documents/2+3*q)
		for i := range 3 {
			fmt.Fprintf(&qrels, "%d 0 x%d %d\n", q, 3*rng.IntN(300)+i, rng.IntN(2))
		}
	}
	fmt.Fprintf(&qrels, "no 0 1 1\nnone 0 1 0\n")
	put(t, "judged.qrels", []byte(qrels.String()))
}
