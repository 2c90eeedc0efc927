package main

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
	"github.com/spf13/cobra"
)

// lossReport is what temper loss prints.
type lossReport struct {
	Loss         float64  `json:"loss"`
	Arrangement  string   `json:"arrangement"`
	Anchors      int      `json:"anchors"`
	Negatives    int      `json:"negatives"`      // per anchor, before selection
	Skipped      int      `json:"skipped"`        // anchors that are no part of the mean
	Tau          *float64 `json:"tau"`            // null where it plays no part
	GradLogScale *float64 `json:"grad_log_scale"` // derivative of the loss by log(1/τ), likewise
	GradBias     *float64 `json:"grad_bias"`      // by a bias that can be learned, null where there is none
	ISA          string   `json:"isa"`
	Threads      int      `json:"threads"`
	Seconds      float64  `json:"seconds"` // median of loss and gradients, files aside
	SecondsMin   float64  `json:"seconds_min"`

	// Rows of the files that were left out as bad, or as belonging to one that is.
	SkippedPairs int `json:"skipped_pairs,omitempty"`
	SkippedBank  int `json:"skipped_bank,omitempty"`
	SkippedExtra int `json:"skipped_extra,omitempty"`

	dim, runs int // values in a row; computations timed
}

// report puts together what is printed; seconds is sorted.
func (f *lossFlags) report(res loss.Result, seconds []float64, left leftOut) lossReport {
	r := lossReport{
		Loss:        res.Loss,
		Arrangement: f.negatives,
		Anchors:     len(res.PerAnchor),
		Negatives:   res.Negatives,
		Skipped:     res.Skipped,
		ISA:         kernels.Active().Name(),
		Threads:     f.threads,
		Seconds:     (seconds[(len(seconds)-1)/2] + seconds[len(seconds)/2]) / 2,
		SecondsMin:  seconds[0],

		SkippedPairs: left.pairs.skipped(),
		SkippedBank:  left.bank.skipped(),
		SkippedExtra: left.extra.skipped(),

		dim:  res.Grads[0].Cols,
		runs: len(seconds),
	}
	for _, field := range f.objective.member().Fields {
		switch field.Learned {
		case loss.LearnedScale:
			r.Tau, r.GradLogScale = &res.Tau, &res.Scalars.LogScale
		case loss.LearnedBias:
			r.GradBias = &res.Scalars.Bias
		}
	}
	return r
}

func (f *lossFlags) print(cmd *cobra.Command, r lossReport) error {
	if f.json {
		return printJSON(cmd, r)
	}
	fields := []field{
		{"loss", fmt.Sprintf("%.4g\tmean over %d anchors", r.Loss, r.Anchors-r.Skipped)},
		{"arrangement", r.Arrangement},
		{"anchors", fmt.Sprintf("%d of %d values", r.Anchors, r.dim)},
		{"negatives", fmt.Sprintf("%d per anchor", r.Negatives)},
	}
	if r.Skipped > 0 {
		fields = append(fields, field{"skipped", fmt.Sprintf("%d anchors", r.Skipped)})
	}
	if r.Tau != nil {
		fields = append(fields,
			field{"tau", fmt.Sprintf("%.4g", *r.Tau)},
			field{"gradient, log(1/tau)", fmt.Sprintf("%.4g", *r.GradLogScale)})
	}
	if r.GradBias != nil {
		fields = append(fields, field{"gradient, bias", fmt.Sprintf("%.4g", *r.GradBias)})
	}
	return printFields(cmd, append(fields,
		field{"instruction set", r.ISA},
		field{"threads", r.Threads},
		field{"seconds", r.time()}))
}

// time is what a computation took.
func (r lossReport) time() string {
	if r.runs == 1 {
		return fmt.Sprintf("%.3g", r.Seconds)
	}
	return fmt.Sprintf("%.3g\tmedian of %d, %.3g at best", r.Seconds, r.runs, r.SecondsMin)
}
