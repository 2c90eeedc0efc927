package main

import (
	"fmt"

	"github.com/abc86604/temper/nn/eval"
	"github.com/spf13/cobra"
)

// evalReport is what temper eval prints; what the inputs do not allow is left
// out.
type evalReport struct {
	eval.Measures
	Queries int      `json:"queries,omitempty"` // 0: each row was classified by the others
	Linear  *float64 `json:"linear_top1,omitempty"`
}

func (f *evalFlags) print(cmd *cobra.Command, r evalReport) error {
	if f.json {
		return printJSON(cmd, r)
	}
	fields := []field{{"rows", fmt.Sprintf("%d of %d values", r.Rows, r.Dim)}}
	if r.Classes > 0 {
		fields = append(fields, field{"classes", r.Classes})
	}
	fields = append(fields, field{"uniformity", fmt.Sprintf("%.4g\tlog mean exp(-2 |x-y|²) over %d pairs", r.Uniformity, r.Pairs)})
	if r.Tolerance != nil {
		fields = append(fields,
			field{"tolerance", fmt.Sprintf("%.4g\tmean similarity of %d pairs of one class", *r.Tolerance, r.ClassPairs)},
			field{"tolerance_literal", fmt.Sprintf("%.4g\tpairs of two classes count 0", *r.ToleranceLiteral)})
	}
	if r.KNNScore != nil {
		fields = append(fields, field{"knn_top1", fmt.Sprintf("%s\t%s", top1(r.Top1), r.vote())})
	}
	if r.Linear != nil {
		fields = append(fields, field{"linear_top1", fmt.Sprintf("%s\tof %d queries", top1(*r.Linear), r.Queries)})
	}
	return printFields(cmd, fields)
}

// vote says which rows were classified by how many neighbours.
func (r evalReport) vote() string {
	k := fmt.Sprint(r.K)
	if r.K < eval.DefaultKNN().K {
		k = fmt.Sprintf("all %d", r.K)
	}
	if r.Queries == 0 {
		return fmt.Sprintf("each row by %s others, tau = %v", k, r.Tau)
	}
	return fmt.Sprintf("of %d queries by %s neighbours, tau = %v", r.Queries, k, r.Tau)
}

// top1 is a share of rows in percent.
func top1(share float64) string { return fmt.Sprintf("%.2f %%", 100*share) }
