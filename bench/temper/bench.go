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

// A workload is what temper bench measures, and how long.
type workload struct {
	cases  func(seed uint64, threads int) []suite.Case
	budget suite.Budget

	steps      []suite.StepShape // of --train
	stepBudget suite.Budget

	loads        func(seed uint64) []suite.Load // of --schedule
	recordBudget suite.Budget
}

func newBenchCommand() *cobra.Command {
	return benchCommand(workload{
		cases: suite.Cases, budget: suite.Full,
		steps: suite.Steps, stepBudget: suite.StepBudget,
		loads: suite.Loads, recordBudget: suite.RecordBudget,
	})
}

func benchCommand(w workload) *cobra.Command {
	var training bool
	var workers []int
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure the kernels, the losses and a training step on this machine",
		Long:  benchHelp,
		Example: `  temper bench
  TEMPER_ISA=avx2 temper bench --json
  temper bench --train --threads 1
  temper bench --schedule 16,64 --json`,
		Args: flagsOnly(),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := commonFlags(cmd)
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("threads") {
				c.threads = min(c.threads, 2)
			}
			switch {
			case cmd.Flags().Changed("schedule"):
				return w.schedule(cmd, c, workers)
			case training:
				return w.train(cmd, c)
			}
			return w.bench(cmd, c)
		},
	}
	cmd.Flags().BoolVar(&training, "train", false, "measure training steps of the residual networks alone")
	cmd.Flags().IntSliceVar(&workers, "schedule", nil, "predict, without contention, the speed on so many workers: 16,64")
	return cmd
}

const benchHelp = `bench measures, in under a minute, every kernel on every instruction set of the
CPU, and on the one in use the losses with their gradients and a training step.

rate        from the fastest of at least 20 runs
share       of the ceiling: what multiply-adds in registers alone reach on the
            same core and instruction set (the rows called fma), times threads
against     how many times as long a peer takes for the same work on the same
            number of threads, the median of pairs of runs in turn

Large work has a row on one core and one on two, or on as many as --threads says.

With --train it measures training steps of the three residual networks instead:
forward, the in-batch loss of two views, backward, and SGD with momentum, on
images of 32×32×3 that lie in memory.

rows/s      images, which are views, from the fastest of at least 5 steps, and
            from the median one
executed    share of the ceiling that the operations of the products make up
direct      the same of the operations that the direct algorithm would take: a
            convolution with fewer products can have more than 100 %
gain        how many times as fast as on one thread, the median of pairs, and as
            a part of what the multiply-adds alone gain on the same cores, by
            which the ceiling of several threads is measured too

With --schedule it predicts what more cores than there are would gain: the tasks
of every section of a step, and of the in-batch loss, are timed on one core and
laid on so many workers by the scheduler's own rule, with what it costs to wake
them and to wait for them. It is a prediction without contention: cores that share
caches, memory or power gain less. It takes about two minutes; on a busy machine
tasks that were disturbed in all recordings make it say less. It lists the sections
that make up more than 0.5 % of the time on one core, with the share of the workers'
time in which they have nothing to do; in JSON all of them.`

// bench measures the cases.
func (w workload) bench(cmd *cobra.Command, c common) error {
	if !c.json {
		return printBench(cmd.Context(), cmd.OutOrStdout(), w.cases(c.seed, c.threads), w.budget)
	}
	report, err := suite.Run(cmd.Context(), w.cases(c.seed, c.threads), w.budget, nil)
	if err != nil {
		return err
	}
	return printJSON(cmd, report)
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
