package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"
)

// evalFlags is the command line of temper eval.
type evalFlags struct {
	common
	embeddings, labels   string
	queries, queryLabels string
}

func newEvalCommand() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval --embeddings Z.npy",
		Short: "Measure embeddings: uniformity, tolerance, kNN, linear probe",
		Long: `eval measures the rows of a matrix. They are brought to unit length for everything
but the linear probe.

uniformity          log mean exp(-2 |x-y|²) over pairs of rows
tolerance           mean similarity of pairs of one class (needs --labels)
tolerance_literal   the same as printed in the paper: pairs of two classes count 0
knn_top1            share of the queries whose class 200 neighbours among the
                    embeddings, or all if there are fewer, choose by votes of
                    exp(s/0.07) (needs --labels); without queries each row is
                    classified by the others
linear_top1         share that a linear probe fitted to the embeddings gets right

` + filesHelp + ` The numbers
printed are rounded for people; --json has all digits.`,
		Example: `  temper eval --embeddings z.npy
  temper eval --embeddings train.npy --labels y.npy --queries test.npy --query-labels yq.npy --json`,
		Args: flagsOnly("embeddings", "labels"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.embeddings, "embeddings", "", "matrix, a row for each sample (required)")
	flags.StringVar(&f.labels, "labels", "", "their classes, integers")
	flags.StringVar(&f.queries, "queries", "", "matrix, rows to classify")
	flags.StringVar(&f.queryLabels, "query-labels", "", "their classes, integers")
	return cmd
}

func (f *evalFlags) run(cmd *cobra.Command) error {
	if err := f.checkUsage(cmd); err != nil {
		return err
	}
	z, labels, err := readSamples(cmd.Context(), f.embeddings, f.labels)
	if err != nil {
		return err
	}
	queries, queryLabels, err := readSamples(cmd.Context(), f.queries, f.queryLabels)
	if err != nil {
		return err
	}
	if f.queries != "" && queries.Cols != z.Cols {
		return fmt.Errorf("%s has %d columns, %s has %d", f.embeddings, z.Cols, f.queries, queries.Cols)
	}
	r, err := f.measure(cmd.Context(), eval.Labelled{Rows: z, Labels: labels}, eval.Labelled{Rows: queries, Labels: queryLabels})
	if err != nil {
		return err
	}
	return f.print(cmd, r)
}

// checkUsage checks that the flags belong together.
func (f *evalFlags) checkUsage(cmd *cobra.Command) error {
	if err := needFlags(cmd, "eval", "embeddings"); err != nil {
		return err
	}
	if cmd.Flags().Changed("queries") {
		return needFlags(cmd, "--queries", "labels", "query-labels")
	}
	if cmd.Flags().Changed("query-labels") {
		return needFlags(cmd, "--query-labels", "queries")
	}
	return nil
}

// readSamples reads a matrix and its rows' labels; an empty path is none.
func readSamples(ctx context.Context, path, labelPath string) (z blas32.General, labels []int, err error) {
	if path == "" {
		return z, nil, nil
	}
	if z, err = arrayfile.ReadFloat32(ctx, path); err != nil || labelPath == "" {
		return z, nil, err
	}
	if labels, err = arrayfile.ReadInts(ctx, labelPath); err != nil {
		return z, nil, err
	}
	if len(labels) != z.Rows {
		return z, nil, fmt.Errorf("%s has %d labels, %s has %d rows", labelPath, len(labels), path, z.Rows)
	}
	for i, label := range labels {
		if label < 0 {
			return z, nil, fmt.Errorf("%s: row %d: label %d is negative", labelPath, i, label)
		}
	}
	return z, labels, nil
}

// measure measures the embeddings, by themselves and as the neighbours of queries, of
// which there may be none.
func (f *evalFlags) measure(ctx context.Context, z, queries eval.Labelled) (r evalReport, err error) {
	if r.Layout, err = eval.LayoutOf(ctx, f.threads, z); err != nil {
		return r, fmt.Errorf("%s: %w", f.embeddings, err)
	}
	if z.Labels == nil {
		return r, nil
	}
	runtime.GC() // uniformity held as much as z: the neighbours need that room
	if queries.Labels == nil {
		score, err := eval.DefaultKNN().LeaveOneOut(ctx, f.threads, z)
		r.KNNScore = &score
		return r, err
	}
	r.Queries = queries.Rows.Rows
	err = f.classify(ctx, &r, z, queries)
	return r, err
}

// classify measures how well the embeddings tell the queries' classes. Without two
// classes there is nothing for the linear probe to tell apart.
func (f *evalFlags) classify(ctx context.Context, r *evalReport, z, queries eval.Labelled) error {
	score, err := eval.DefaultKNN().Classify(ctx, f.threads, z, queries)
	if err != nil {
		return fmt.Errorf("%s: %w", f.queries, err)
	}
	r.KNNScore = &score
	if r.Classes == 1 {
		return nil
	}
	linear, err := eval.LinearProbe(ctx, z, queries)
	r.Linear = &linear
	return err
}
