package main

import (
	"fmt"

	"github.com/abc86604/temper/bench/suite"
	"github.com/spf13/cobra"
)

// train measures the training steps.
func (w workload) train(cmd *cobra.Command, c common) error {
	if !c.json {
		return w.printTraining(cmd, c)
	}
	report, err := suite.RunTraining(cmd.Context(), w.steps, c.seed, c.threads, w.stepBudget, nil, nil)
	if err != nil {
		return err
	}
	return printJSON(cmd, report)
}

// printTraining prints a line for each step as soon as it is measured.
func (w workload) printTraining(cmd *cobra.Command, c common) error {
	const columns = "%-14s %-8s %7v  %-14s %8s %8s %10s %8s  %s\n"
	out := cmd.OutOrStdout()
	begin := func(r suite.TrainingReport) {
		fmt.Fprintf(out, "%s\nmultiply-adds in registers: %s GFLOP/s on one core", r.CPU, rate(r.Ceiling))
		if r.Threads > 1 {
			fmt.Fprintf(out, ", %.2f × that on %d", r.CeilingGain, r.Threads)
		}
		fmt.Fprint(out, "\n\n")
		fmt.Fprintf(out, columns, "step", "ISA", "threads", "shape", "rows/s", "median", "executed", "direct", "gain")
	}
	each := func(r suite.StepResult) {
		gain := "-"
		if r.Gain != nil {
			gain = fmt.Sprintf("%.2f ×, %s of the loop's", *r.Gain, percent(r.GainOfCeiling))
		}
		fmt.Fprintf(out, columns, r.Name, r.ISA, r.Threads, r.Shape, rate(r.RowsPerSecond), rate(r.RowsPerSecondMedian),
			percent(&r.ShareExecuted), percent(&r.ShareDirect), gain)
	}
	_, err := suite.RunTraining(cmd.Context(), w.steps, c.seed, c.threads, w.stepBudget, begin, each)
	return err
}
