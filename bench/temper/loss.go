package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/abc86604/temper/loss"
	"github.com/spf13/cobra"
)

// lossFlags is the command line of temper loss.
type lossFlags struct {
	common
	objective               objective
	negatives               string
	z0, z1, bank, index     string
	labels, extra           string
	grad0, grad1, gradExtra string
	extraShared, normalized bool
	skipBad                 bool
	repeat                  int
}

// arrangements are what --negatives may be.
var arrangements = []string{"inbatch", "cross", "symmetric", "bank"}

func newLossCommand() *cobra.Command {
	var f lossFlags
	cmd := &cobra.Command{
		Use:   "loss --loss NAME --tau T --z0 A.npy --z1 B.npy",
		Short: "Compute a contrastive loss and its gradients",
		Long: `loss computes a loss of two matrices of shape (B, d), whose rows are pairs,
and its gradients with respect to the arrays as given.

` + lossHelp() + `

--negatives   inbatch: all other rows of both matrices (SimCLR, 2B-2 negatives);
              a loss that finds positives by class (` + byClass() + `) takes one
              matrix as well, without --z1
              cross: the rows of z1 for those of z0 (B-1); symmetric: both ways
              (CLIP), the mean of both
              bank: all rows of --bank but one; --index (integers, B) is each
              anchor's positive in it, and there is no z1 and no grad1
--labels      the class of each pair, or of each row of --bank, for a loss that
              finds positives by class and for --other-class
--extra       hard negatives of your own: rows i·m to (i+1)·m are those of pair i,
              or with --extra-shared all are everyone's; symmetric takes none, as
              they would be compared with z0 alone

Beside the loss stand its derivatives by log(1/tau), the logarithm of the scale
that CLIP learns, and by a bias, such as siglip's. One gradient may be written to -,
which is standard output; the numbers are printed on standard error then. They are
rounded for people; --json has all digits.

` + filesHelp + ` Gradients
are written as .npy of float32.

` + lossBadHelp,
		Example: `  temper loss --loss contrastive --tau 0.1 --z0 a.npy --z1 b.npy
  temper loss --loss hard --topk 64 --tau 0.3 --z0 a.npy --z1 b.npy --grad0 ga.npy --grad1 gb.npy
  temper loss --loss hardsimple --alpha 0.0819 --negatives bank --z0 a.npy --bank v.npy --index i.npy --json
  temper loss --loss supcon --tau 0.1 --z0 a.npy --labels y.npy --skip-lonely
  temper loss --loss siglip --tau 0.1 --negatives symmetric --z0 a.npy --z1 b.npy
  temper loss --loss dcl --tau 0.1 --margin 0.1 --z0 a.npy --z1 b.npy --extra e.npy --grad-extra ge.npy`,
		Args: flagsOnly("z0", "z1"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	f.define(cmd)
	return cmd
}

// define defines the flags of temper loss.
func (f *lossFlags) define(cmd *cobra.Command) {
	f.objective.demanding = true
	f.objective.define(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.negatives, "negatives", "inbatch", strings.Join(arrangements, "|"))
	completeChoices(cmd, "negatives", arrangements...)
	flags.StringVar(&f.z0, "z0", "", "anchors, matrix of shape (B, d) (required)")
	flags.StringVar(&f.z1, "z1", "", "their positives, matrix of shape (B, d)")
	flags.StringVar(&f.bank, "bank", "", "stored rows, matrix of shape (N, d)")
	flags.StringVar(&f.index, "index", "", "each anchor's positive row of --bank, integers of shape (B,)")
	flags.StringVar(&f.labels, "labels", "", "classes, integers of shape (B,), for --bank (N,)")
	flags.StringVar(&f.extra, "extra", "", "extra negatives, matrix of shape (B·m, d)")
	flags.BoolVar(&f.extraShared, "extra-shared", false, "every anchor has all extra negatives; their number is free")
	flags.StringVar(&f.grad0, "grad0", "", "write the gradient with respect to z0 here")
	flags.StringVar(&f.grad1, "grad1", "", "write the gradient with respect to z1 here")
	flags.StringVar(&f.gradExtra, "grad-extra", "", "write the gradient with respect to the extra negatives here")
	flags.BoolVar(&f.normalized, "normalized", false, "rows are unit vectors already: check that, divide nothing, project no gradient")
	flags.IntVar(&f.repeat, "repeat", 0, "time N computations after a warm-up, 0 for the only one")
	skipBadFlag(cmd, &f.skipBad, "rows that have no direction, with what belongs to them")
}

func (f *lossFlags) run(cmd *cobra.Command) error {
	if err := f.checkUsage(cmd); err != nil {
		return err
	}
	l, err := f.objective.loss(cmd)
	if err != nil {
		return err
	}
	outputs, inputs := []string{"grad0", "grad1", "grad-extra"}, []string{"z0", "z1", "bank", "index", "labels", "extra"}
	if err := checkOutputs(cmd, outputs, inputs); err != nil {
		return err
	}
	in, err := f.read(cmd.Context())
	if err != nil {
		return err
	}
	left, err := f.leaveOutBad(cmd, &in)
	if err != nil {
		return err
	}
	res, seconds, err := f.timed(cmd.Context(), l, f.problem(&in))
	if err != nil {
		return left.counted(err)
	}
	left.restore(&res)
	if err := f.writeGradients(cmd, res); err != nil {
		return err
	}
	return f.print(cmd, f.report(res, seconds, left))
}

// checkUsage checks that the flags belong together.
func (f *lossFlags) checkUsage(cmd *cobra.Command) error {
	for _, check := range []func(*cobra.Command) error{
		func(*cobra.Command) error { return f.objective.checkName() },
		f.objective.checkFlags,
		f.checkArrangement,
		f.checkLabels,
		f.checkExtra,
	} {
		if err := check(cmd); err != nil {
			return err
		}
	}
	if f.repeat < 0 {
		return usagef("--repeat %d: want 0 or more", f.repeat)
	}
	return nil
}

// checkArrangement checks that the matrices are those of the arrangement.
func (f *lossFlags) checkArrangement(cmd *cobra.Command) error {
	if err := oneOf("negatives", f.negatives, arrangements...); err != nil {
		return err
	}
	what, need, refuse := "--negatives "+f.negatives, []string{"z0", "z1"}, []string{"bank", "index"}
	switch {
	case f.negatives == "bank":
		need, refuse = []string{"z0", "bank", "index"}, []string{"z1", "grad1"}
	case f.oneView():
		what += " without --z1"
		need, refuse = []string{"z0"}, []string{"bank", "index", "grad1"}
	}
	if err := needFlags(cmd, what, need...); err != nil {
		return err
	}
	return refuseFlags(cmd, what, refuse...)
}

func (f *lossFlags) checkLabels(cmd *cobra.Command) error {
	what := "--loss " + f.objective.name
	switch {
	case !f.objective.needsLabels():
		return refuseFlags(cmd, what+" without --other-class", "labels")
	case f.objective.otherClass:
		what = "--other-class"
	}
	return needFlags(cmd, what, "labels")
}

func (f *lossFlags) checkExtra(cmd *cobra.Command) error {
	if f.negatives == "symmetric" && cmd.Flags().Changed("extra") {
		return usagef("--negatives symmetric takes no --extra: take the mean of --negatives cross with it and, z0 and z1 exchanged, without")
	}
	for _, name := range []string{"extra-shared", "grad-extra"} {
		if cmd.Flags().Changed(name) {
			if err := needFlags(cmd, "--"+name, "extra"); err != nil {
				return err
			}
		}
	}
	return nil
}

// timed computes once, or --repeat times after a warm-up, and returns the last
// result and the seconds each took, in ascending order.
func (f *lossFlags) timed(ctx context.Context, l loss.Loss, p loss.Problem) (res loss.Result, seconds []float64, err error) {
	w := loss.Workspace{Threads: f.threads}
	if f.repeat > 0 {
		if res, err = w.Compute(ctx, l, p); err != nil {
			return res, nil, err
		}
	}
	for range max(f.repeat, 1) {
		start := time.Now()
		if res, err = w.Compute(ctx, l, p); err != nil {
			return res, nil, err
		}
		seconds = append(seconds, time.Since(start).Seconds())
	}
	slices.Sort(seconds)
	return res, seconds, nil
}
