package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/abc86604/temper/kernels"
	"github.com/spf13/cobra"
)

// Exit statuses. Work that a signal ended has the signal's own, see bySignal.
const (
	exitOK    = 0
	exitError = 1 // bad input, or work that could not be done
	exitUsage = 2 // a wrong command line
)

// run executes one command line and returns the exit status. An error is one
// line on stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	started := false
	for _, sub := range root.Commands() {
		sub.RunE = start(sub.RunE, &started)
	}
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	err = explained(ctx, withCure(err))
	fmt.Fprintln(stderr, "temper:", oneLine(err))
	return exitStatus(err, started)
}

// exitStatus is the status that an error ends the command with; started tells whether
// the command line was understood.
func exitStatus(err error, started bool) int {
	var usage usageError
	var by bySignal
	switch {
	case errors.As(err, &by):
		return by.status()
	case !started || errors.As(err, &usage):
		return exitUsage
	}
	return exitError
}

// newRootCommand returns the command with all its subcommands.
func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "temper",
		Short: "Contrastive learning on the CPU, and what the temperature does to it",
		Long: `temper trains encoders with contrastive losses on the CPU, and shows what the
temperature does: how it spreads the gradient over the negatives, and what that
means for uniformity, tolerance and accuracy.

TEMPER_ISA=generic|avx2|avx512|neon chooses the instruction set by hand; the
results are the same to the bit.

"temper completion bash --help" says how a shell learns to complete the command's
flags and their values; zsh, fish and powershell do as well.`,
		Example:       "  temper study\n  temper loss --loss contrastive --tau 0.1 --z0 a.npy --z1 b.npy",
		Version:       version(thisBuild()),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	addCommonFlags(root)
	root.AddCommand(
		newInfoCommand(),
		newLossCommand(),
		newEvalCommand(),
		newAdaptCommand(),
		newMineCommand(),
		newAnalyzeCommand(),
		newTrainCommand(),
		newEmbedCommand(),
		newStudyCommand(),
		newTuneCommand(),
		newBenchCommand(),
	)
	narrow(root)
	complete(root)
	return root
}

// start wraps what a subcommand does: it notes that the command line was
// understood, so that errors from here on are no longer its fault, and refuses
// to compute with an instruction set that this machine does not have.
func start(runE func(*cobra.Command, []string) error, started *bool) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		*started = true
		if err := kernels.ISAError(); err != nil {
			return err
		}
		return runE(cmd, args)
	}
}

// flagsOnly refuses arguments, and says what to type in their place: that they are
// the values of the flags named, in this order.
func flagsOnly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		line := cmd.CommandPath()
		for i, arg := range args {
			if i >= len(names) || cmd.Flags().Changed(names[i]) {
				return usagef("%s takes no argument %q", cmd.Name(), arg)
			}
			line += fmt.Sprintf(" --%s %s", names[i], arg)
		}
		return usagef("%s takes flags: %s", cmd.Name(), line)
	}
}

// usageError is an error in the command line that only the subcommand can see.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// usagef returns an error that makes the command exit with status 2.
func usagef(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...)}
}

// oneLine returns the error's text on one line.
func oneLine(err error) string {
	var parts []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, " ")
}
