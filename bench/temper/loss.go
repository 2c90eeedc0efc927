package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/abc86604/temper/bench/npy"
	"github.com/abc86604/temper/loss"
	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"
)

// lossFlags is the command line of temper loss.
type lossFlags struct {
	common
	loss, negatives     string
	params              loss.Params
	z0, z1, bank, index string
	grad0, grad1        string
	normalized          bool
	repeat              int
}

func newLossCommand() *cobra.Command {
	var f lossFlags
	cmd := &cobra.Command{
		Use:   "loss --loss NAME --tau T --z0 A.npy --z1 B.npy",
		Short: "Compute a contrastive loss and its gradients",
		Long: `loss computes a loss of two float32 .npy matrices of shape (B, d), whose rows
are pairs, and its gradients with respect to the arrays as given.

--loss        contrastive and simple take all negatives, hard and hardsimple the
              --topk or the fraction --alpha of each anchor's most similar ones
--negatives   inbatch: all other rows of both matrices (SimCLR, 2B-2 negatives)
              cross: the rows of z1 for those of z0 (B-1); symmetric: both ways
              bank: all rows of --bank but one; --index (int64, B) is each
              anchor's positive in it, and there is no z1 and no grad1`,
		Example: `  temper loss --loss contrastive --tau 0.1 --z0 a.npy --z1 b.npy
  temper loss --loss hard --topk 64 --tau 0.3 --z0 a.npy --z1 b.npy --grad0 ga.npy --grad1 gb.npy
  temper loss --loss hardsimple --alpha 0.0819 --negatives bank --z0 a.npy --bank v.npy --index i.npy --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.loss, "loss", "contrastive", "contrastive|simple|hard|hardsimple")
	flags.StringVar(&f.negatives, "negatives", "inbatch", "inbatch|cross|symmetric|bank")
	flags.Float64Var(&f.params.Tau, "tau", 0, "temperature, in [1e-4, 1e4]; the simple losses have none")
	flags.Float64Var(&f.params.Lambda, "lambda", 0, "weight of a negative in the simple losses, 0 for 1/(negatives kept)")
	flags.Float64Var(&f.params.Alpha, "alpha", 0, "fraction of the negatives that a hard loss keeps, in (0, 1]")
	flags.IntVar(&f.params.K, "topk", 0, "number of negatives that a hard loss keeps")
	flags.StringVar(&f.z0, "z0", "", "anchors, float32 .npy of shape (B, d) (required)")
	flags.StringVar(&f.z1, "z1", "", "their positives, float32 .npy of shape (B, d)")
	flags.StringVar(&f.bank, "bank", "", "stored rows, float32 .npy of shape (N, d)")
	flags.StringVar(&f.index, "index", "", "each anchor's positive row of --bank, integer .npy of shape (B,)")
	flags.StringVar(&f.grad0, "grad0", "", "write the gradient with respect to z0 here")
	flags.StringVar(&f.grad1, "grad1", "", "write the gradient with respect to z1 here")
	flags.BoolVar(&f.normalized, "normalized", false, "rows are unit vectors already: check that, divide nothing, project no gradient")
	flags.IntVar(&f.repeat, "repeat", 0, "time N computations after a warm-up, 0 for the only one")
	return cmd
}

func (f *lossFlags) run(cmd *cobra.Command) error {
	if err := f.checkUsage(cmd); err != nil {
		return err
	}
	l, err := f.newLoss(cmd)
	if err != nil {
		return err
	}
	if err := checkOutputs([]string{f.grad0, f.grad1}, []string{f.z0, f.z1, f.bank, f.index}); err != nil {
		return err
	}
	compute, err := f.problem(l)
	if err != nil {
		return err
	}
	res, seconds, err := timed(cmd.Context(), f.repeat, compute)
	if err != nil {
		return err
	}
	if err := f.writeGradients(res); err != nil {
		return err
	}
	return f.print(cmd, f.report(l, res, seconds))
}

// lossParams lists the parameter flags that a loss takes. Any loss accepts
// --tau, so that one command line can go through the losses.
var lossParams = map[string][]string{
	"contrastive": nil,
	"simple":      {"lambda"},
	"hard":        {"alpha", "topk"},
	"hardsimple":  {"alpha", "topk", "lambda"},
}

// checkUsage checks that the flags belong together.
func (f *lossFlags) checkUsage(cmd *cobra.Command) error {
	if err := oneOf("loss", f.loss, "contrastive", "simple", "hard", "hardsimple"); err != nil {
		return err
	}
	if err := oneOf("negatives", f.negatives, "inbatch", "cross", "symmetric", "bank"); err != nil {
		return err
	}
	for _, name := range []string{"lambda", "alpha", "topk"} {
		if !slices.Contains(lossParams[f.loss], name) {
			if err := refuseFlags(cmd, "--loss "+f.loss, name); err != nil {
				return err
			}
		}
	}
	if f.loss == "contrastive" || f.loss == "hard" {
		if err := needFlags(cmd, "--loss "+f.loss, "tau"); err != nil {
			return err
		}
	}
	if f.repeat < 0 {
		return usagef("--repeat %d: want 0 or more", f.repeat)
	}
	need, refuse := []string{"z0", "z1"}, []string{"bank", "index"}
	if f.negatives == "bank" {
		need, refuse = []string{"z0", "bank", "index"}, []string{"z1", "grad1"}
	}
	if err := needFlags(cmd, "--negatives "+f.negatives, need...); err != nil {
		return err
	}
	return refuseFlags(cmd, "--negatives "+f.negatives, refuse...)
}

// newLoss makes the loss, or says which parameter is out of range. A zero that
// was given is not the zero of a flag that was not.
func (f *lossFlags) newLoss(cmd *cobra.Command) (loss.Loss, error) {
	if cmd.Flags().Changed("alpha") && f.params.Alpha == 0 {
		return nil, fmt.Errorf("--alpha 0: must lie in (0, 1]")
	}
	if cmd.Flags().Changed("topk") && f.params.K == 0 {
		return nil, fmt.Errorf("--topk 0: must be at least 1")
	}
	return loss.New(f.loss, f.params)
}

// problem reads the inputs and returns what is to be computed of them.
func (f *lossFlags) problem(l loss.Loss) (func(context.Context) (loss.Result, error), error) {
	z0, err := npy.ReadFloat32(f.z0)
	if err != nil {
		return nil, err
	}
	w := &loss.Workspace{Threads: f.threads, Normalized: f.normalized}
	if f.negatives == "bank" {
		bank, err := npy.ReadFloat32(f.bank)
		if err != nil {
			return nil, err
		}
		index, err := npy.ReadInts(f.index)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context) (loss.Result, error) { return w.Bank(ctx, l, z0, bank, index) }, nil
	}
	z1, err := npy.ReadFloat32(f.z1)
	if err != nil {
		return nil, err
	}
	arrange := map[string]func(context.Context, loss.Loss, blas32.General, blas32.General) (loss.Result, error){
		"inbatch": w.InBatch, "cross": w.Cross, "symmetric": w.Symmetric,
	}[f.negatives]
	return func(ctx context.Context) (loss.Result, error) { return arrange(ctx, l, z0, z1) }, nil
}

// timed computes once, or repeat times after a warm-up, and returns the last
// result and the seconds each took, in ascending order.
func timed(ctx context.Context, repeat int, compute func(context.Context) (loss.Result, error)) (res loss.Result, seconds []float64, err error) {
	if repeat > 0 {
		if res, err = compute(ctx); err != nil {
			return res, nil, err
		}
	}
	for range max(repeat, 1) {
		start := time.Now()
		if res, err = compute(ctx); err != nil {
			return res, nil, err
		}
		seconds = append(seconds, time.Since(start).Seconds())
	}
	slices.Sort(seconds)
	return res, seconds, nil
}

func (f *lossFlags) writeGradients(res loss.Result) error {
	if f.grad0 != "" {
		if err := npy.WriteFloat32(f.grad0, res.Grad0); err != nil {
			return err
		}
	}
	if f.grad1 != "" {
		return npy.WriteFloat32(f.grad1, res.Grad1)
	}
	return nil
}
