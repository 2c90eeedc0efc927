package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// trainFlags is the command line of temper train.
type trainFlags struct {
	common
	data, out string
	limit     int
	resume    bool

	encoder, loss, negatives, schedule string
	params                             loss.Params
	epochs, batch, warmup              int
	lr                                 float64
}

func newTrainCommand() *cobra.Command {
	var f trainFlags
	cmd := &cobra.Command{
		Use:   "train --data DIR|shapes --out RUN",
		Short: "Train an encoder with a contrastive loss",
		Long: `train fits an encoder to a folder of images, without their labels, and keeps the
run in RUN: config.json, metrics.csv (a line per epoch) and
checkpoint.safetensors, written after every epoch.

The data is CIFAR-10 or CIFAR-100 binary files, IDX files (MNIST), a folder of
PNG or JPEG images per class, or "shapes", which is drawn and needs no files.

Ctrl-C writes a checkpoint and ends with status 1. The same command with
--resume goes on from there, to the bit as if it had never stopped.`,
		Example: `  temper train --data shapes --encoder mlp --tau 0.2 --epochs 20 --out runs/shapes
  temper train --data cifar10 --loss hard --alpha 0.0819 --tau 0.3 --out runs/hard
  temper train --data cifar10 --loss hard --alpha 0.0819 --tau 0.3 --out runs/hard --resume`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := needFlags(cmd, "train", "data", "out"); err != nil {
				return err
			}
			if f.common, err = commonFlags(cmd); err != nil {
				return err
			}
			return f.run(cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "", `folder of images, or "shapes" (required)`)
	flags.StringVar(&f.out, "out", "", "folder of the run (required)")
	flags.IntVar(&f.limit, "limit", 0, "train on the first N images only, 0 for all")
	flags.BoolVar(&f.resume, "resume", false, "go on with the run in --out; other flags may be left away, but not changed")
	flags.StringVar(&f.encoder, "encoder", "resnet8", strings.Join(nn.Architectures(), "|"))
	flags.StringVar(&f.loss, "loss", "contrastive", strings.Join(loss.Names(), "|"))
	flags.Float64Var(&f.params.Tau, "tau", 0.2, "temperature, in [1e-4, 1e4]; the simple losses have none")
	flags.Float64Var(&f.params.Lambda, "lambda", 0, "weight of a negative in the simple losses, 0 for 1/(negatives kept)")
	flags.Float64Var(&f.params.Alpha, "alpha", 0, fmt.Sprintf("share of the negatives that a hard loss keeps (default %v unless --topk is given)", study.PaperAlpha))
	flags.IntVar(&f.params.K, "topk", 0, "number of negatives that a hard loss keeps")
	flags.StringVar(&f.negatives, "negatives", string(nn.Bank), strings.Join(negatives, "|"))
	flags.IntVar(&f.epochs, "epochs", 50, "times that every image is seen")
	flags.IntVar(&f.batch, "batch", 128, "images a step")
	flags.Float64Var(&f.lr, "lr", 0.03, "learning rate")
	flags.StringVar(&f.schedule, "schedule", nn.StepSchedule, "how the learning rate falls: step (x0.1 at 80 % and 95 %) or cosine")
	flags.IntVar(&f.warmup, "warmup", 0, "epochs during which the learning rate rises")
	return cmd
}

func (f *trainFlags) run(cmd *cobra.Command) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	trainer, err := f.trainer(cmd)
	if err != nil {
		return err
	}
	trainer.Threads = f.threads
	bar := newProgress(cmd, f.common)
	f.report(bar, trainer)
	err = trainer.Train(cmd.Context())
	bar.clear()
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted, checkpoint written; to go on: " + f.goOn())
	}
	if err != nil {
		return err
	}
	return f.summary(cmd, trainer)
}

// goOn is the command line that goes on with the run.
func (f *trainFlags) goOn() string {
	line := fmt.Sprintf("temper train --data %s --out %s", f.data, f.out)
	if f.limit > 0 {
		line += fmt.Sprintf(" --limit %d", f.limit)
	}
	return line + " --resume"
}

// trainer returns a new run, or the one that --resume goes on with.
func (f *trainFlags) trainer(cmd *cobra.Command) (*nn.Trainer, error) {
	images, err := data.Load(f.data, data.Train)
	if err != nil {
		return nil, err
	}
	images = images.Limit(f.limit)
	if f.resume {
		trainer, err := nn.Resume(f.out, images)
		if err != nil {
			return nil, err
		}
		return trainer, f.unchanged(cmd, trainer)
	}
	return f.newTrainer(cmd, images)
}

func (f *trainFlags) newTrainer(cmd *cobra.Command, images *data.Set) (*nn.Trainer, error) {
	hard := f.loss == "hard" || f.loss == "hardsimple"
	if hard && !cmd.Flags().Changed("alpha") && !cmd.Flags().Changed("topk") {
		f.params.Alpha = study.PaperAlpha
	}
	objective, err := loss.New(f.loss, f.params)
	if err != nil {
		return nil, err
	}
	encoder, err := nn.NewEncoder(f.encoder, images.Height, images.Width, images.Channels, study.Dim, f.seed)
	if err != nil {
		return nil, err
	}
	return &nn.Trainer{
		Encoder: encoder, Loss: objective, Data: images,
		Negatives: nn.Negatives(f.negatives),
		Epochs:    f.epochs, Batch: f.batch,
		LR: f.lr, Schedule: f.schedule, Warmup: f.warmup,
		Seed: f.seed, Dir: f.out,
	}, nil
}

// check refuses names that nothing has, parameters that the loss does not take,
// and zeros that a Trainer would take for its defaults.
func (f *trainFlags) check(cmd *cobra.Command) error {
	for _, err := range []error{
		oneOf("encoder", f.encoder, nn.Architectures()...),
		oneOf("loss", f.loss, loss.Names()...),
		oneOf("negatives", f.negatives, negatives...),
		oneOf("schedule", f.schedule, nn.StepSchedule, nn.CosineSchedule),
	} {
		if err != nil {
			return err
		}
	}
	for _, name := range []string{"lambda", "alpha", "topk"} {
		if !slices.Contains(lossParams[f.loss], name) && !f.resume {
			if err := refuseFlags(cmd, "--loss "+f.loss, name); err != nil {
				return err
			}
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

// negatives are the arrangements to train with.
var negatives = []string{string(nn.Bank), string(nn.Queue), string(nn.InBatch)}

// unchanged returns an error if a flag of the command line contradicts the run
// that is to go on.
func (f *trainFlags) unchanged(cmd *cobra.Command, t *nn.Trainer) error {
	name, params := loss.Describe(t.Loss)
	return sameFlags(cmd, f.out, []flagValue{
		{"encoder", f.encoder, t.Encoder.Name}, {"loss", f.loss, name},
		{"tau", f.params.Tau, params.Tau}, {"lambda", f.params.Lambda, params.Lambda},
		{"alpha", f.params.Alpha, params.Alpha}, {"topk", f.params.K, params.K},
		{"negatives", f.negatives, string(t.Negatives)},
		{"epochs", f.epochs, t.Epochs}, {"batch", f.batch, t.Batch}, {"lr", f.lr, t.LR},
		{"schedule", f.schedule, t.Schedule}, {"warmup", f.warmup, t.Warmup},
		{"seed", f.seed, t.Seed},
	})
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
