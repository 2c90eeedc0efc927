package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn"
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
	tauMax, tauPeriod            float64
	epochs, batch, warmup        int
	lr                           float64
}

// negatives are the arrangements to train with.
var negatives = []string{string(nn.Bank), string(nn.Queue), string(nn.InBatch)}

// tauSchedules are the ways in which the temperature moves.
var tauSchedules = []string{nn.ConstantTau, nn.CosineTau, nn.LearnableTau}

// define defines the flags of temper train.
func (f *trainFlags) define(cmd *cobra.Command) {
	f.objective.define(cmd, 0.2)
	flags := cmd.Flags()
	flags.Lookup("alpha").Usage += fmt.Sprintf(" (default for hard and hardsimple without --topk: %v)", study.PaperAlpha)
	flags.StringVar(&f.data, "data", "", `folder of images, or "shapes" (required)`)
	flags.StringVar(&f.out, "out", "", "folder of the run (required)")
	flags.IntVar(&f.limit, "limit", 0, "train on the first N images only, 0 for all")
	flags.BoolVar(&f.resume, "resume", false, "go on with the run in --out; other flags may be left away, but not changed")
	flags.StringVar(&f.encoder, "encoder", "resnet8", strings.Join(nn.Architectures(), "|"))
	flags.StringVar(&f.negatives, "negatives", string(nn.Bank), strings.Join(negatives, "|"))
	flags.IntVar(&f.epochs, "epochs", 50, "times that every image is seen")
	flags.IntVar(&f.batch, "batch", 128, "images a step")
	flags.Float64Var(&f.lr, "lr", 0.03, "learning rate")
	flags.StringVar(&f.schedule, "schedule", nn.StepSchedule, "how the learning rate falls: step (x0.1 at 80 % and 95 %) or cosine")
	flags.IntVar(&f.warmup, "warmup", 0, "epochs during which the learning rate rises")
	flags.StringVar(&f.tauSchedule, "tau-schedule", nn.ConstantTau, strings.Join(tauSchedules, "|"))
	flags.Float64Var(&f.tauMax, "tau-max", 0, "highest temperature of --tau-schedule cosine, 0 for 1")
	flags.Float64Var(&f.tauPeriod, "tau-period", 0, "its period in epochs, 0 for 200, or --epochs where that is less")
}

// check refuses names that nothing has, parameters that the loss or the schedule
// does not take, and zeros that a Trainer would take for its defaults.
func (f *trainFlags) check(cmd *cobra.Command) error {
	for _, err := range []error{
		oneOf("encoder", f.encoder, nn.Architectures()...),
		f.objective.checkName(),
		oneOf("negatives", f.negatives, negatives...),
		oneOf("schedule", f.schedule, nn.StepSchedule, nn.CosineSchedule),
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

// checkLoss checks the flags of the loss and its temperature, after giving hard
// losses the fraction of the paper.
func (f *trainFlags) checkLoss(cmd *cobra.Command) error {
	if given := cmd.Flags().Changed; f.objective.hard() && !given("alpha") && !given("topk") {
		f.objective.params.Alpha = study.PaperAlpha
	}
	if f.tauSchedule != nn.CosineTau {
		if err := refuseFlags(cmd, "--tau-schedule "+f.tauSchedule, "tau-max", "tau-period"); err != nil {
			return err
		}
	}
	if f.tauSchedule != nn.ConstantTau && !f.objective.hasTau() {
		return usagef("--loss %s has no temperature for --tau-schedule %s", f.objective.name, f.tauSchedule)
	}
	return f.objective.checkFlags(cmd)
}

// unchanged returns an error if a flag of the command line contradicts the run
// that is to go on.
func (f *trainFlags) unchanged(cmd *cobra.Command, t *nn.Trainer) error {
	return sameFlags(cmd, f.out, append(f.objective.against(t.Loss), []flagValue{
		{"encoder", f.encoder, t.Encoder.Name},
		{"negatives", f.negatives, string(t.Negatives)},
		{"epochs", f.epochs, t.Epochs}, {"batch", f.batch, t.Batch}, {"lr", f.lr, t.LR},
		{"schedule", f.schedule, t.Schedule}, {"warmup", f.warmup, t.Warmup},
		{"tau-schedule", f.tauSchedule, t.TauSchedule},
		{"tau-max", f.tauMax, t.TauMax}, {"tau-period", f.tauPeriod, t.TauPeriod},
		{"seed", f.seed, t.Seed},
	}...))
}

// flagValue is what a flag says and what the work that goes on has in its place.
type flagValue struct {
	name    string
	is, was any
}

// sameFlags returns an error unless every flag that was given says what the
// work in dir was started with.
func sameFlags(cmd *cobra.Command, dir string, values []flagValue) error {
	for _, v := range values {
		if cmd.Flags().Changed(v.name) && fmt.Sprint(v.is) != fmt.Sprint(v.was) {
			return fmt.Errorf("--%s %v: %s was started with %v", v.name, v.is, dir, v.was)
		}
	}
	return nil
}
