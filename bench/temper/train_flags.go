package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/train"
)

// trainFlags is the command line of temper train.
type trainFlags struct {
	common
	data, out string
	limit     int
	resume    bool

	objective                    objective
	encoder, negatives, schedule string
	tauSchedule                  string
	tauMin, tauMax, tauPeriod    float64
	epochs, batch, warmup        int
	lr                           float64
}

// negatives are the arrangements to train with.
var negatives = []string{string(train.Bank), string(train.Queue), string(train.InBatch)}

// tauSchedules are the ways in which the temperature moves.
var tauSchedules = []string{train.ConstantTau, train.CosineTau, train.LearnableTau}

// tauFlags are the flags of those that move it.
var tauFlags = map[string][]string{
	train.CosineTau:    {"tau-max", "tau-period"},
	train.LearnableTau: {"tau-min", "tau-max"},
}

// define defines the flags of temper train.
func (f *trainFlags) define(cmd *cobra.Command) {
	f.objective.define(cmd)
	flags := cmd.Flags()
	hardest := strings.Join(memberNames(func(m *loss.Member) bool { return m.Hardest }), ", ")
	flags.Lookup("alpha").Usage += fmt.Sprintf(" (default for %s without --topk: %v)", hardest, loss.PaperAlpha)
	flags.StringVar(&f.data, "data", "", `folder of images, or "shapes" (required)`)
	flags.StringVar(&f.out, "out", "", "folder of the run (required)")
	flags.IntVar(&f.limit, "limit", 0, "train on the first N images only, 0 for all")
	flags.BoolVar(&f.resume, "resume", false, "go on with the run in --out; other flags may be left away, but not changed")
	flags.StringVar(&f.encoder, "encoder", "resnet8", strings.Join(nn.Architectures(), "|"))
	flags.StringVar(&f.negatives, "negatives", string(train.Bank), strings.Join(negatives, "|"))
	flags.IntVar(&f.epochs, "epochs", 50, "times that every image is seen")
	flags.IntVar(&f.batch, "batch", 128, "images a step")
	flags.Float64Var(&f.lr, "lr", 0.03, "learning rate")
	flags.StringVar(&f.schedule, "schedule", train.StepSchedule, "how the learning rate falls: step (x0.1 at 80 % and 95 %) or cosine")
	flags.IntVar(&f.warmup, "warmup", 0, "epochs during which the learning rate rises")
	flags.StringVar(&f.tauSchedule, "tau-schedule", train.ConstantTau, strings.Join(tauSchedules, "|"))
	flags.Float64Var(&f.tauMin, "tau-min", 0, "lowest temperature of --tau-schedule learnable, 0 for 0.01")
	flags.Float64Var(&f.tauMax, "tau-max", 0, "highest temperature of --tau-schedule cosine and learnable, 0 for 1")
	flags.Float64Var(&f.tauPeriod, "tau-period", 0, "period of --tau-schedule cosine in epochs, 0 for 200, or --epochs where that is less")
}

// check refuses names that nothing has, parameters that the loss or the schedule
// does not take, and zeros that a Trainer would take for its defaults.
func (f *trainFlags) check(cmd *cobra.Command) error {
	for _, err := range []error{
		oneOf("encoder", f.encoder, nn.Architectures()...),
		f.objective.checkName(),
		oneOf("negatives", f.negatives, negatives...),
		oneOf("schedule", f.schedule, train.StepSchedule, train.CosineSchedule),
		oneOf("tau-schedule", f.tauSchedule, tauSchedules...),
	} {
		if err != nil {
			return err
		}
	}
	if !f.resume { // where the loss may be left away
		if err := f.checkLoss(cmd); err != nil {
			return err
		}
	}
	switch {
	case f.limit < 0:
		return fmt.Errorf("--limit %d: want 0 (all) or more", f.limit)
	case f.epochs < 1:
		return fmt.Errorf("--epochs %d: want at least 1", f.epochs)
	case f.batch < 2:
		return fmt.Errorf("--batch %d: want at least 2", f.batch)
	case !(f.lr > 0):
		return fmt.Errorf("--lr %v: want a positive number", f.lr)
	}
	return nil
}

// checkLoss checks the flags of the loss and its temperature.
func (f *trainFlags) checkLoss(cmd *cobra.Command) error {
	for _, flag := range []string{"tau-min", "tau-max", "tau-period"} {
		if slices.Contains(tauFlags[f.tauSchedule], flag) {
			continue
		}
		if err := refuseFlags(cmd, "--tau-schedule "+f.tauSchedule, flag); err != nil {
			return err
		}
	}
	if f.tauSchedule != train.ConstantTau && !f.objective.hasTau() {
		return usagef("--loss %s has no temperature for --tau-schedule %s", f.objective.name, f.tauSchedule)
	}
	return f.objective.checkFlags(cmd)
}

// unchanged returns an error if a flag of the command line contradicts the run
// that is to go on.
func (f *trainFlags) unchanged(cmd *cobra.Command, t *train.Trainer) error {
	return sameFlags(cmd, f.out, append(f.objective.against(cmd, t.Loss), []flagValue{
		{"encoder", f.encoder, t.Encoder.Name()},
		{"negatives", f.negatives, string(t.Negatives)},
		{"epochs", f.epochs, t.Epochs}, {"batch", f.batch, t.Batch}, {"lr", f.lr, t.LR},
		{"schedule", f.schedule, t.Schedule}, {"warmup", f.warmup, t.Warmup},
		{"tau-schedule", f.tauSchedule, t.TauSchedule},
		{"tau-min", f.tauMin, t.TauMin}, {"tau-max", f.tauMax, t.TauMax}, {"tau-period", f.tauPeriod, t.TauPeriod},
		{"seed", f.seed, t.Seed},
	}...))
}

// flagValue is what a flag says and what the work that goes on has in its place, nil
// for nothing.
type flagValue struct {
	name    string
	is, was any
}

// sameFlags returns an error unless every flag that was given says what the
// work in dir was started with.
func sameFlags(cmd *cobra.Command, dir string, values []flagValue) error {
	for _, v := range values {
		if v.was == nil {
			v.was = "none"
		}
		if cmd.Flags().Changed(v.name) && fmt.Sprint(v.is) != fmt.Sprint(v.was) {
			return fmt.Errorf("--%s %v: %s was started with %v", v.name, v.is, dir, v.was)
		}
	}
	return nil
}
