package suite

import (
	"context"

	"github.com/abc86604/temper/kernels"
)

// A Report is everything that was measured.
type Report struct {
	CPU     string   `json:"cpu"`
	Ceiling float64  `json:"ceiling_gflops"` // of one core, on its best instruction set
	Results []Result `json:"results"`
}

// Run measures the cases in order and calls each, unless it is nil, with every
// row as it is done. The cases of [Ceiling] come before those that have a share
// of it. It returns an error when a case fails or ctx ends.
func Run(ctx context.Context, cases []Case, b Budget, each func(Result)) (Report, error) {
	report := Report{CPU: kernels.CPU(), Results: []Result{}}
	ceilings := map[string]float64{} // by instruction set
	for _, c := range cases {
		r, err := Measure(ctx, c, b, ceilings[c.ISA])
		if err != nil {
			return report, err
		}
		if r.Name == ceilingName {
			whole := 1.0
			r.Share, ceilings[r.ISA] = &whole, r.Rate
			report.Ceiling = max(report.Ceiling, r.Rate)
		}
		report.Results = append(report.Results, r)
		if each != nil {
			each(r)
		}
	}
	return report, nil
}
