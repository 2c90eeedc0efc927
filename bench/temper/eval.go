package main

import (
	"fmt"

	"github.com/abc86604/temper/nn/eval"
	"github.com/spf13/cobra"
)

// evalFlags is the command line of temper eval.
type evalFlags struct {
	common
	embeddings, labels   string
	queries, queryLabels string
	knn                  eval.KNN
	probe                string
	iterations           int              // of a probe by L-BFGS
	linear               eval.LinearProbe // what these two ask for
	sample               int              // 0: all
	skipBad              bool
	retrieval            retrievalFlags
}

func newEvalCommand() *cobra.Command {
	f := evalFlags{knn: eval.DefaultKNN(), iterations: eval.DefaultProbe().MaxIterations, retrieval: retrievalDefaults()}
	cmd := &cobra.Command{
		Use:   "eval (--embeddings Z | --corpus D --queries Q --qrels F | --run R --qrels F)",
		Short: "Measure embeddings (uniformity, kNN, linear probe) or retrieval (nDCG, recall)",
		Long: `eval measures embeddings by themselves (--embeddings), or what is found by them (--qrels).

EMBEDDINGS. Rows are brought to unit length for everything but the linear probe by L-BFGS.

uniformity          log mean exp(-2 |x-y|²) over pairs of rows
tolerance           mean similarity of pairs of one class (needs --labels)
tolerance_literal   the same as printed in the paper: pairs of two classes count 0
knn_top1            share of the queries whose class the --k nearest among the
                    embeddings, or all if there are fewer, choose by votes of
                    exp(s/--knn-tau) (needs --labels); without queries each row is
                    classified by the others
linear_top1         share that a linear probe fitted to the embeddings gets right:
                    logistic regression on columns of mean 0 and deviation 1, with an
                    L2 penalty of 1e-4, by L-BFGS until no element of the gradient
                    exceeds 1e-6; or with --probe sgd the protocol of papers: rows of
                    unit length, 100 epochs of SGD in batches of 256 with momentum 0.9
                    at a rate of 30, multiplied by 0.2 after 40, 60 and 80 epochs

Of a class with fewer rows than K others vote on all rows, wherever it lies: there is
a warning then.

--sample N is for matrices whose pairs are too many. Uniformity and tolerance are then
those of N rows, drawn by --seed; kNN classifies N of the queries, or N of the rows,
while all rows vote; the probe is fitted to all rows and judged by N queries. Each of
these figures has a standard error, behind ± and as *_se in JSON: how far such a
sample lies from all rows. What has no more than N rows is exact.

RETRIEVAL. ` + retrievalHelp + `

` + filesHelp + `

` + badSamplesHelp + `

The numbers printed are rounded for people; --json has all digits. If something fails
or is interrupted, what has been measured by then is printed before the error.`,
		Example: `  temper eval --embeddings z.npy
  temper eval --embeddings train.npy --labels y.npy --queries test.npy --query-labels yq.npy --json
  temper eval --embeddings million.npy --labels y.npy --sample 20000 --k 20
  temper eval --corpus docs.npy --corpus-ids docs.ids --queries q.npy --query-ids q.ids --qrels test.tsv
  temper eval --run bm25.trec --qrels test.tsv --per-query q.csv`,
		Args: flagsOnly("embeddings", "labels"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.embeddings, "embeddings", "", "matrix, a row for each sample")
	flags.StringVar(&f.labels, "labels", "", "their classes, integers")
	flags.StringVar(&f.queries, "queries", "", "matrix, rows to classify, or to find documents for")
	flags.StringVar(&f.queryLabels, "query-labels", "", "their classes, integers")
	flags.IntVar(&f.knn.K, "k", f.knn.K, "neighbours that vote")
	flags.Float64Var(&f.knn.Tau, "knn-tau", f.knn.Tau, "temperature of their votes")
	flags.StringVar(&f.probe, "probe", eval.ProbeLBFGS, "lbfgs|sgd: how the linear probe is fitted")
	flags.IntVar(&f.iterations, "probe-iterations", f.iterations, "most iterations of L-BFGS")
	flags.IntVar(&f.sample, "sample", 0, "rows to draw and measure, with standard errors; 0 for all")
	skipBadFlag(cmd, &f.skipBad, "rows that have no direction, negative labels")
	f.retrieval.bind(flags)
	return cmd
}

func (f *evalFlags) run(cmd *cobra.Command) error {
	if f.retrieval.asked(cmd) {
		return f.retrieve(cmd)
	}
	if err := f.checkUsage(cmd); err != nil {
		return err
	}
	z, queries, err := f.read(cmd)
	if err != nil {
		return err
	}
	bar := newProgress(cmd, f.common)
	r, err := f.measure(eval.WithProgress(cmd.Context(), bar.measure), z.Labelled, queries.Labelled)
	r.SkippedRows, r.SkippedQueries = len(z.bad.rows), len(queries.bad.rows)
	bar.clear()
	if r.Rows == 0 {
		return err
	}
	if r.Warning != "" {
		bar.line("warning: %s; see --k", r.Warning)
	}
	if printed := f.print(cmd, r); err == nil {
		return printed
	}
	return err
}

// checkUsage checks the flags, and that they belong together.
func (f *evalFlags) checkUsage(cmd *cobra.Command) error {
	if err := needFlags(cmd, "eval", "embeddings"); err != nil {
		return err
	}
	for _, needs := range []struct {
		flag   string
		others []string
	}{
		{"queries", []string{"labels", "query-labels"}},
		{"query-labels", []string{"queries"}},
		{"k", []string{"labels"}},
		{"knn-tau", []string{"labels"}},
		{"probe", []string{"queries"}},
		{"probe-iterations", []string{"queries"}},
	} {
		if cmd.Flags().Changed(needs.flag) {
			if err := needFlags(cmd, "--"+needs.flag, needs.others...); err != nil {
				return err
			}
		}
	}
	if f.sample < 0 || f.sample == 1 {
		return usagef("--sample %d: want 2 or more, or 0 for all", f.sample)
	}
	if err := f.knn.Check(); err != nil {
		return usagef("--k, --knn-tau: %v", err)
	}
	return f.chooseProbe(cmd)
}

// chooseProbe sets linear to the probe that the flags ask for.
func (f *evalFlags) chooseProbe(cmd *cobra.Command) (err error) {
	if f.linear, err = eval.ProbeOf(f.probe, f.seed); err != nil {
		return usagef("--probe: %v", err)
	}
	if f.probe != eval.ProbeLBFGS {
		return refuseFlags(cmd, "--probe "+f.probe, "probe-iterations")
	}
	f.linear = eval.Probe{MaxIterations: f.iterations}
	if err := f.linear.Check(); err != nil {
		return usagef("--probe-iterations: %v", err)
	}
	return nil
}

// read reads the embeddings and the queries, of which there may be none, and checks all
// that could be wrong with them before any work is done.
func (f *evalFlags) read(cmd *cobra.Command) (z, queries samples, err error) {
	if z, err = readSamples(cmd.Context(), f.embeddings, f.labels); err != nil {
		return z, queries, err
	}
	if queries, err = readSamples(cmd.Context(), f.queries, f.queryLabels); err != nil {
		return z, queries, err
	}
	if f.queries != "" && queries.Rows.Cols != z.Rows.Cols {
		return z, queries, fmt.Errorf("%s has %d columns, %s has %d", f.embeddings, z.Rows.Cols, f.queries, queries.Rows.Cols)
	}
	return z, queries, leaveOutBad(cmd, f.skipBad, &z, &queries)
}
