package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/mine"
	"github.com/spf13/cobra"
)

// mineFlags is the command line of temper mine.
type mineFlags struct {
	common
	of                     evalFlags // of which corpus, queries, ids and judgements play a part
	k, skip                int
	margin, relativeMargin float64
	adapter                string
	out, rows, z0, z1      string
}

func newMineCommand() *cobra.Command {
	f := mineFlags{k: 5}
	cmd := &cobra.Command{
		Use:   "mine --corpus D --queries Q --qrels F --out neg.tsv",
		Short: "Find hard negatives: documents near a query that are not relevant to it",
		Long: `mine finds, for each pair of a query and a document that is relevant to it (a grade of
1 or above in --qrels), the --k hardest negatives: of the documents that are not
relevant the most similar to the query, by exact search.

Never a negative is what is judged relevant to the query, the document that has the
query's id, and what has the same vector as one of these. Documents judged and not
relevant (a grade of 0 or below) come first, the nearest of them first, for they are
negatives for certain. Nobody has judged the others, and those very near may well be
relevant. These flags are about them alone:

--skip             pass over the first N ranks among all that could be negatives
--margin           drop a negative unless it is less similar than the pair's own document
                   by this: neg > pos - m is dropped
--relative-margin  likewise by a share of that: neg > pos - m·|pos| is dropped

--out has a line for each negative, below one that says so: query-id, corpus-id,
negative-id, score, between tabs; pairs in the order of their queries' rows and then
of their documents', negatives in that above. A score is the cosine similarity of query
and negative, in nine digits. Where fewer than --k are left, there are fewer lines.

--rows-out, --z0-out and --z1-out are what "temper loss" takes for --extra, --z0 and
--z1: the negatives' rows, k for each pair, and the pairs' queries and documents. A pair
with fewer than k is in none of the three. Rows stand there as in their files: an
--adapter, of whose RUN the heads are applied to queries and documents before they are
compared, changes what is found alone.

--qrels and the ids are those of "temper eval".

` + filesHelp,
		Example: `  temper mine --corpus docs.npy --queries q.npy --qrels train.tsv --k 5 --skip 10 --out neg.tsv
  temper mine --corpus docs.npy --corpus-ids docs.ids --queries q.npy --query-ids q.ids --qrels train.tsv --relative-margin 0.05 --out neg.tsv
  temper mine --corpus docs.npy --queries q.npy --qrels train.tsv --out neg.tsv --rows-out e.npy --z0-out a.npy --z1-out b.npy
  temper loss --loss contrastive --tau 0.05 --negatives cross --z0 a.npy --z1 b.npy --extra e.npy`,
		Args: flagsOnly("corpus", "queries", "qrels"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	f.define(cmd)
	return cmd
}

// define defines the flags of temper mine.
func (f *mineFlags) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.of.retrieval.corpus, "corpus", "", "matrix, a row for each document (required)")
	flags.StringVar(&f.of.queries, "queries", "", "matrix, a row for each query (required)")
	flags.StringVar(&f.of.retrieval.qrels, "qrels", "", "judgements: which documents are relevant to which queries (required)")
	flags.StringVar(&f.of.retrieval.corpusIDs, "corpus-ids", "", "ids of the documents, a line each; without them the numbers of rows")
	flags.StringVar(&f.of.retrieval.queryIDs, "query-ids", "", "ids of the queries, a line each; without them the numbers of rows")
	flags.IntVar(&f.k, "k", f.k, "negatives of a pair")
	flags.IntVar(&f.skip, "skip", 0, "ranks to pass over")
	flags.Float64Var(&f.margin, "margin", 0, "least distance to the pair's own similarity (default: none)")
	flags.Float64Var(&f.relativeMargin, "relative-margin", 0, "the same as a share of that similarity (default: none)")
	flags.StringVar(&f.adapter, "adapter", "", "folder of a run of temper adapt, to compare as it does")
	flags.StringVar(&f.out, "out", "", "file for the negatives' ids, between tabs; - for standard output (required)")
	flags.StringVar(&f.rows, "rows-out", "", "float32 .npy for the negatives' rows, k for each pair")
	flags.StringVar(&f.z0, "z0-out", "", "float32 .npy for the rows of those pairs' queries")
	flags.StringVar(&f.z1, "z1-out", "", "float32 .npy for the rows of those pairs' documents")
}

func (f *mineFlags) run(cmd *cobra.Command) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	files, err := f.read(cmd.Context())
	if err != nil {
		return err
	}
	defer files.corpus.Close()
	miner := mine.Miner{K: f.k, Skip: f.skip, Before: files.ids.Before}
	if cmd.Flags().Changed("margin") {
		miner.Margin = &f.margin
	}
	if cmd.Flags().Changed("relative-margin") {
		miner.RelativeMargin = &f.relativeMargin
	}
	bar := newProgress(cmd, f.common)
	pairs, err := miner.Mine(eval.WithProgress(cmd.Context(), bar.measure), f.threads, files.data)
	bar.clear()
	if row := (*matrix.RowError)(nil); errors.As(err, &row) { // of the corpus: the queries have been checked
		return fmt.Errorf("%s: %w", f.of.retrieval.corpus, row)
	}
	if err != nil {
		return err
	}
	if err := f.write(cmd, files, pairs); err != nil {
		return err
	}
	return f.print(cmd, files, pairs)
}

// check checks the flags.
func (f *mineFlags) check(cmd *cobra.Command) error {
	if err := needFlags(cmd, "mine", "corpus", "queries", "qrels", "out"); err != nil {
		return err
	}
	switch {
	case f.k < 1:
		return usagef("--k %d: want 1 or more", f.k)
	case f.skip < 0:
		return usagef("--skip %d: want 0 or more", f.skip)
	}
	for _, name := range []string{"margin", "relative-margin"} {
		if v, _ := cmd.Flags().GetFloat64(name); math.IsNaN(v) || math.IsInf(v, 0) {
			return usagef("--%s %v: want a finite number", name, v)
		}
	}
	return checkOutputs(cmd, []string{"out", "rows-out", "z0-out", "z1-out"},
		[]string{"corpus", "queries", "qrels", "corpus-ids", "query-ids"})
}
