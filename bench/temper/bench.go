package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
	"github.com/spf13/cobra"
)

func newBenchCommand() *cobra.Command { return benchCommand(suite.Cases, suite.Full) }

// benchCommand returns temper bench with the cases it measures and the time it
// takes over each.
func benchCommand(cases func(seed uint64, threads int) []suite.Case, budget suite.Budget) *cobra.Command {
	return &cobra.Command{
		Use:   "bench",
		Short: "Measure the kernels, the losses and a training step on this machine",
		Long: `bench measures, in under a minute, every kernel on every instruction set of the
CPU, and on the one in use the losses with their gradients and a training step.

rate        from the fastest of at least 20 runs
share       of the ceiling: what multiply-adds in registers alone reach on the
            same core and instruction set (the rows called fma), times threads
against     how many times as long a peer takes for the same work on the same
            number of threads, the median of pairs of runs in turn

Large work has a row on one core and one on two, or on as many as --threads says.`,
		Example: "  temper bench\n  TEMPER_ISA=avx2 temper bench --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := commonFlags(cmd)
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("threads") {
				c.threads = min(c.threads, 2)
			}
			if c.json {
				report, err := suite.Run(cmd.Context(), cases(c.seed, c.threads), budget, nil)
				if err != nil {
					return err
				}
				return printJSON(cmd, report)
			}
			return printBench(cmd.Context(), cmd.OutOrStdout(), cases(c.seed, c.threads), budget)
		},
	}
}

// printBench prints a line for each case as soon as it is measured.
func printBench(ctx context.Context, w io.Writer, cases []suite.Case, budget suite.Budget) error {
	const columns = "%-20s %-8s %7v %-16s %10s %-11s %6s  %s\n"
	fmt.Fprintf(w, "%s\n\n", kernels.CPU())
	fmt.Fprintf(w, columns, "kernel", "ISA", "threads", "shape", "rate", "", "share", "against")
	_, err := suite.Run(ctx, cases, budget, func(r suite.Result) {
		fmt.Fprintf(w, columns, r.Name, r.ISA, r.Threads, r.Shape, rate(r.Rate), r.Unit, percent(r.Share), ratios(r.Peers))
	})
	return err
}

// rate has three digits.
func rate(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

func percent(share *float64) string {
	if share == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", 100**share)
}

// ratios lists the peers by name: "gonum 12.3×".
func ratios(peers map[string]float64) string {
	if len(peers) == 0 {
		return "-"
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(peers)) {
		list = append(list, fmt.Sprintf("%s %.3g×", name, peers[name]))
	}
	return strings.Join(list, ", ")
}
