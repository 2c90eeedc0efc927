package main

import (
	"runtime"
	"strings"

	"github.com/abc86604/temper/kernels"
	"github.com/spf13/cobra"
)

// machine is what temper info prints.
type machine struct {
	CPU       string   `json:"cpu"`
	CPUs      int      `json:"cpus"`    // that the operating system shows
	Threads   int      `json:"threads"` // that work uses, see --threads
	ISA       string   `json:"isa"`     // in use
	Available []string `json:"available"`
	System    string   `json:"system"`
	Go        string   `json:"go"`
}

func newInfoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "info [RUN]",
		Short: "Show what a run holds, or the CPU with its instruction sets and the threads",
		Long: `info shows what the other commands compute with. TEMPER_ISA=NAME chooses one of
the available instruction sets; the results are the same to the bit.

With the folder of a run it shows what that holds: a digest of all that training
changes, by the names of the tensors, which equal runs have in common; the encoder
with its parameters and operations; the loss, and how the epochs went. Of an adapter
it shows the digest and the heads.`,
		Example: "  temper info\n  temper info runs/shapes\n  TEMPER_ISA=generic temper info --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := commonFlags(cmd)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return infoOfRun(cmd, c, args[0])
			}
			m := describeMachine(c.threads)
			if c.json {
				return printJSON(cmd, m)
			}
			return printFields(cmd, []field{
				{"CPU", m.CPU},
				{"CPUs", m.CPUs},
				{"threads", m.Threads},
				{"instruction set", m.ISA},
				{"available", strings.Join(m.Available, " ")},
				{"system", m.System},
				{"Go", m.Go},
			})
		},
	}
}

func describeMachine(threads int) machine {
	m := machine{
		CPU:     kernels.CPU(),
		CPUs:    runtime.NumCPU(),
		Threads: threads,
		ISA:     kernels.Active().Name(),
		System:  runtime.GOOS + "/" + runtime.GOARCH,
		Go:      runtime.Version(),
	}
	for _, b := range kernels.Backends() {
		m.Available = append(m.Available, b.Name())
	}
	return m
}
