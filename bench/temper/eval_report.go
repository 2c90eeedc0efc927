package main

import (
	"fmt"

	"github.com/abc86604/temper/nn/eval"
	"github.com/spf13/cobra"
)

// evalReport is what temper eval prints; what the inputs do not allow is left
// out, and so is what was not drawn: *_se of what is exact.
type evalReport struct {
	eval.Layout           // of the rows that were drawn, but for the numbers of rows and classes
	*eval.LayoutError     // of a sample
	Sample            int `json:"sample,omitempty"` // rows that were drawn; 0: all

	*eval.KNNScore
	KNNError *float64 `json:"knn_top1_se,omitempty"`
	Warning  string   `json:"warning,omitempty"` // of the neighbours
	Queries  int      `json:"queries,omitempty"` // that were classified; 0: each row by the others

	*eval.ProbeScore
	LinearError *float64 `json:"linear_top1_se,omitempty"`

	SkippedRows    int `json:"skipped_rows,omitempty"` // that were left out as bad
	SkippedQueries int `json:"skipped_queries,omitempty"`
}

func (f *evalFlags) print(cmd *cobra.Command, r evalReport) error {
	if f.json {
		return printJSON(cmd, r)
	}
	fields := []field{{"rows", fmt.Sprintf("%d of %d values", r.Rows, r.Dim)}}
	if r.Classes > 0 {
		fields = append(fields, field{"classes", r.Classes})
	}
	if r.Sample > 0 {
		fields = append(fields, field{"sample", fmt.Sprintf("%d\trows drawn by seed %d, ± a standard error", r.Sample, f.seed)})
	}
	fields = append(fields, r.layout()...)
	if s := r.KNNScore; s != nil {
		fields = append(fields, field{"knn_top1", fmt.Sprintf("%s\t%s", top1(s.Top1, r.KNNError), r.vote(f.knn.K))})
	}
	if s := r.ProbeScore; s != nil {
		fields = append(fields, field{"linear_top1", fmt.Sprintf("%s\tof %d queries, %s", top1(s.Top1, r.LinearError), r.Queries, fitted(*s))})
	}
	return printFields(cmd, fields)
}

// layout is how the rows lie.
func (r evalReport) layout() []field {
	var of *float64
	var e eval.LayoutError
	if r.LayoutError != nil {
		e = *r.LayoutError
		of = &e.Uniformity
	}
	fields := []field{{"uniformity", fmt.Sprintf("%s\tlog mean exp(-2 |x-y|²) over %d pairs", estimate(r.Layout.Uniformity, of), r.Pairs)}}
	if r.Layout.Tolerance == nil {
		return fields
	}
	return append(fields,
		field{"tolerance", fmt.Sprintf("%s\tmean similarity of %d pairs of one class", estimate(*r.Layout.Tolerance, e.Tolerance), r.ClassPairs)},
		field{"tolerance_literal", fmt.Sprintf("%s\tpairs of two classes count 0", estimate(*r.Layout.ToleranceLiteral, e.ToleranceLiteral))})
}

// estimate is a figure with its standard error, if it has one.
func estimate(v float64, se *float64) string {
	text := fmt.Sprintf("%.4g", v)
	if se != nil {
		text += fmt.Sprintf(" ± %.2g", *se)
	}
	return text
}

// vote says which rows were classified by how many neighbours of the K asked for.
func (r evalReport) vote(asked int) string {
	k := fmt.Sprint(r.K)
	if r.K < asked {
		k = fmt.Sprintf("all %d", r.K)
	}
	switch {
	case r.Queries > 0:
		return fmt.Sprintf("of %d queries by %s neighbours, tau = %v", r.Queries, k, r.Tau)
	case r.Sample > 0:
		return fmt.Sprintf("each row drawn by %s of all others, tau = %v", k, r.Tau)
	}
	return fmt.Sprintf("each row by %s others, tau = %v", k, r.Tau)
}

// fitted says which probe it was, and how its fit ended.
func fitted(s eval.ProbeScore) string {
	switch {
	case s.Converged == nil:
		return fmt.Sprintf("%d epochs of SGD", s.Iterations)
	case *s.Converged:
		return fmt.Sprintf("L-BFGS converged after %d iterations", s.Iterations)
	}
	return fmt.Sprintf("L-BFGS not converged after %d iterations", s.Iterations)
}

// top1 is a share of rows in percent, with its standard error if it has one.
func top1(share float64, se *float64) string {
	if se != nil {
		return fmt.Sprintf("%.2f ± %.2f %%", 100*share, 100**se)
	}
	return fmt.Sprintf("%.2f %%", 100*share)
}
