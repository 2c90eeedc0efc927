package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/format/npy"
)

// uniformityT is t of log mean exp(-t |x-y|²), the paper's.
const uniformityT = 2

// evalFlags is the command line of temper eval.
type evalFlags struct {
	common
	embeddings, labels   string
	queries, queryLabels string
}

// evalReport is what temper eval prints; what the inputs do not allow is left
// out.
type evalReport struct {
	Uniformity       float64  `json:"uniformity"`
	Tolerance        *float64 `json:"tolerance,omitempty"`
	ToleranceLiteral *float64 `json:"tolerance_literal,omitempty"`
	KNN              *float64 `json:"knn_top1,omitempty"`
	Linear           *float64 `json:"linear_top1,omitempty"`
}

func newEvalCommand() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval --embeddings Z.npy",
		Short: "Measure embeddings: uniformity, tolerance, kNN, linear probe",
		Long: `eval measures the rows of a float32 .npy matrix. They are brought to unit length
for everything but the linear probe.

uniformity          log mean exp(-2 |x-y|²) over pairs of rows
tolerance           mean similarity of pairs of one class (needs --labels)
tolerance_literal   the same as printed in the paper: pairs of two classes count 0
knn_top1            200 neighbours weighted exp(s/0.07) (needs --labels): of the
                    queries among the embeddings, or without queries of each row
                    among the others
linear_top1         a linear probe fitted to the embeddings, on the queries`,
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
	flags.StringVar(&f.embeddings, "embeddings", "", "float32 .npy, a row for each sample (required)")
	flags.StringVar(&f.labels, "labels", "", "their classes, integer .npy")
	flags.StringVar(&f.queries, "queries", "", "float32 .npy, rows to classify")
	flags.StringVar(&f.queryLabels, "query-labels", "", "their classes, integer .npy")
	return cmd
}

func (f *evalFlags) run(cmd *cobra.Command) error {
	if err := f.checkUsage(cmd); err != nil {
		return err
	}
	z, labels, err := readSamples(f.embeddings, f.labels)
	if err != nil {
		return err
	}
	queries, queryLabels, err := readSamples(f.queries, f.queryLabels)
	if err != nil {
		return err
	}
	if f.queries != "" && queries.Cols != z.Cols {
		return fmt.Errorf("%s has %d columns, %s has %d", f.embeddings, z.Cols, f.queries, queries.Cols)
	}
	var r evalReport
	if err := f.spread(cmd.Context(), &r, z, labels); err != nil {
		return fmt.Errorf("%s: %w", f.embeddings, err)
	}
	runtime.GC() // uniformity held as much as z: the neighbours need that room
	if err := f.classify(cmd.Context(), &r, z, labels, queries, queryLabels); err != nil {
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
func readSamples(path, labelPath string) (z blas32.General, labels []int, err error) {
	if path == "" {
		return z, nil, nil
	}
	if z, err = npy.ReadFloat32(path); err != nil || labelPath == "" {
		return z, nil, err
	}
	if labels, err = npy.ReadInts(labelPath); err != nil {
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

// spread measures how the embeddings lie on the sphere. Without two rows of one
// class there is no tolerance.
func (f *evalFlags) spread(ctx context.Context, r *evalReport, z blas32.General, labels []int) (err error) {
	if r.Uniformity, err = eval.Uniformity(ctx, z, uniformityT, f.threads); err != nil {
		return err
	}
	if labels == nil || distinct(labels) == len(labels) {
		return nil
	}
	mean, literal, err := eval.Tolerance(ctx, z, labels)
	r.Tolerance, r.ToleranceLiteral = &mean, &literal
	return err
}

// classify measures how well the classes can be told. Without two classes there
// is nothing for the linear probe to tell apart.
func (f *evalFlags) classify(ctx context.Context, r *evalReport, z blas32.General, labels []int, queries blas32.General, queryLabels []int) error {
	if labels == nil {
		return nil
	}
	if queryLabels == nil {
		top1, err := eval.KNNLeaveOneOut(ctx, z, labels, eval.Neighbours, eval.Temperature, f.threads)
		r.KNN = &top1
		return err
	}
	knn, err := eval.KNN(ctx, z, labels, queries, queryLabels, eval.Neighbours, eval.Temperature, f.threads)
	r.KNN = &knn
	if err != nil || distinct(labels) == 1 {
		return err
	}
	linear, err := eval.LinearProbe(ctx, z, labels, queries, queryLabels)
	r.Linear = &linear
	return err
}

// distinct returns the number of different labels.
func distinct(labels []int) int {
	seen := map[int]bool{}
	for _, label := range labels {
		seen[label] = true
	}
	return len(seen)
}

func (f *evalFlags) print(cmd *cobra.Command, r evalReport) error {
	if f.json {
		return printJSON(cmd, r)
	}
	fields := []field{{"uniformity", r.Uniformity}}
	for _, m := range []struct {
		name  string
		value *float64
	}{
		{"tolerance", r.Tolerance}, {"tolerance_literal", r.ToleranceLiteral},
		{"knn_top1", r.KNN}, {"linear_top1", r.Linear},
	} {
		if m.value != nil {
			fields = append(fields, field{m.name, *m.value})
		}
	}
	return printFields(cmd, fields)
}
