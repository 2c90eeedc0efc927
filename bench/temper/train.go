package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

func newTrainCommand() *cobra.Command {
	var f trainFlags
	cmd := &cobra.Command{
		Use:   "train --data DIR|shapes --out RUN",
		Short: "Train an encoder with a contrastive loss",
		Long: `train fits an encoder to a folder of images and keeps the run in RUN: config.json,
metrics.csv (a line per epoch) and checkpoint.safetensors, written after every
epoch. The images' labels are looked at by ` + byClass() + ` and --other-class alone.

The data is CIFAR-10 or CIFAR-100 binary files, IDX files (MNIST), a folder of
PNG or JPEG images per class, or "shapes", which is drawn and needs no files.

` + lossHelp() + `

--negatives  bank     a slot for each image, its moving average
             queue    the last keys of a momentum encoder (MoCo)
             inbatch  the views of the other images of the batch (SimCLR)

--tau-schedule  constant   --tau all along
                cosine     from --tau-max down to --tau and back in --tau-period
                           epochs, again and again (Kukleva et al. 2023, who swing
                           between 1 and 0.1)
                learnable  log(1/tau) is learned beside the weights (CLIP), from
                           --tau on and between --tau-min and --tau-max, and a bias
                           as well, such as siglip's. siglip wants a smaller --lr,
                           such as 0.003: its gradients are sums over the negatives

Ctrl-C writes a checkpoint and ends with status 130. The same command with
--resume goes on from there, to the bit as if it had never stopped.`,
		Example: `  temper train --data shapes --encoder mlp --tau 0.2 --epochs 20 --out runs/shapes
  temper train --data shapes --limit 512 --encoder mlp --loss supcon --tau 0.1 --negatives inbatch --epochs 2 --out runs/supcon
  temper train --data shapes --encoder mlp --tau 0.1 --tau-schedule cosine --epochs 20 --out runs/cosine
  temper train --data shapes --limit 512 --encoder mlp --loss siglip --tau 0.1 --tau-schedule learnable --negatives inbatch --lr 0.003 --epochs 5 --out runs/siglip
  temper train --data cifar10 --loss hard --alpha 0.0819 --tau 0.3 --out runs/hard
  temper train --data cifar10 --loss hard --alpha 0.0819 --tau 0.3 --out runs/hard --resume`,
		Args: flagsOnly("data"),
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
	f.define(cmd)
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
	if trainer.Notice != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), "temper:", trainer.Notice)
	}
	bar := newProgress(cmd, f.common)
	f.report(bar, trainer)
	err = trainer.Train(cmd.Context())
	bar.clear()
	if errors.Is(err, context.Canceled) {
		return interrupted(cmd.Context(), "checkpoint written; to go on: "+f.goOn())
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
func (f *trainFlags) trainer(cmd *cobra.Command) (*train.Trainer, error) {
	images, err := data.LoadImages(cmd.Context(), f.data, data.Train)
	if err != nil {
		return nil, err
	}
	images = images.Limit(f.limit)
	if f.resume {
		trainer, err := train.Resume(f.out, images)
		if err != nil {
			return nil, err
		}
		return trainer, f.unchanged(cmd, trainer)
	}
	return f.newTrainer(cmd, images)
}

func (f *trainFlags) newTrainer(cmd *cobra.Command, images *data.Set) (*train.Trainer, error) {
	objective, err := f.objective.loss(cmd)
	if err != nil {
		return nil, err
	}
	encoder, err := nn.NewEncoder(f.encoder, data.Shape{Height: images.Height, Width: images.Width, Channels: images.Channels}, study.Dim, f.seed)
	if err != nil {
		return nil, err
	}
	return &train.Trainer{
		Encoder: encoder, Loss: objective, Data: images,
		Negatives: train.Negatives(f.negatives),
		Epochs:    f.epochs, Batch: f.batch,
		LR: f.lr, Schedule: f.schedule, Warmup: f.warmup,
		TauSchedule: f.tauSchedule, TauMin: f.tauMin, TauMax: f.tauMax, TauPeriod: f.tauPeriod,
		Seed: f.seed, Dir: f.out,
	}, nil
}
