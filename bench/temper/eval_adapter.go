package main

import (
	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
)

// adapted is what is searched in and for, by the heads of a run.
func adapted(a *adapt.Adapter, corpus retrieval.Rows, queries blas32.General, threads int) (retrieval.Rows, blas32.General, error) {
	mapped := matrix.New(queries.Rows, a.Query.Out())
	if err := a.Query.Apply(threads, mapped, queries); err != nil {
		return nil, queries, err
	}
	return a.Corpus.Map(corpus), mapped, nil
}

// threeLines says how an adapter changes nDCG@10: of all judged queries, of those with a
// document that was relevant in its training, and of the others.
func (f *evalFlags) threeLines(qrels retrieval.Qrels, before, after retrieval.Run) ([]beforeAfter, error) {
	seen, err := readSeen(f.retrieval.adapter)
	if err != nil {
		return nil, err
	}
	was, err := retrieval.Score(qrels, before, retrieval.NDCG(10))
	if err != nil {
		return nil, err
	}
	is, err := retrieval.Score(qrels, after, retrieval.NDCG(10))
	if err != nil {
		return nil, err
	}
	of := make([]bool, len(is.Queries))
	for i, query := range is.Queries {
		for document, grade := range qrels[query] {
			of[i] = of[i] || grade >= 1 && seen[document]
		}
	}
	return threeLines(was.Values[0], is.Values[0], of), nil
}

// printAdapted prints what an adapter changed, below the measures.
func printAdapted(cmd *cobra.Command, lines []beforeAfter) error {
	if lines == nil {
		return nil
	}
	cmd.OutOrStdout().Write([]byte("\n"))
	return printThreeLines(cmd, "ndcg@10", lines)
}
