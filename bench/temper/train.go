package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

// trainFlags is the command line of temper train.
type trainFlags struct {
	common
	job       job.Settings
	objective objective
	out       string
	config    string
	init      string
	resume    bool
	saveEvery time.Duration
	loads     loads
}

func newTrainCommand() *cobra.Command {
	f := trainFlags{job: job.Defaults()}
	cmd := &cobra.Command{
		Use:   "train --data DIR|shapes|Z.npy --out RUN",
		Short: "Train an encoder with a contrastive loss",
		Long: `train fits an encoder to images or rows and keeps the run in RUN: config.json,
metrics.csv (a line per epoch) and the last two checkpoints, written at the start,
after every epoch and, with --save-every, at the first step after each such time.
Labels are needed for ` + byClass() + `, --other-class and --per-class alone; where there
are some, --holdout measures by them too.

The data is CIFAR-10 or CIFAR-100 binary files, IDX files (MNIST), a folder of
images per class or of loose images (PNG, JPEG, GIF, BMP, TIFF, WebP), rows of a
matrix, or "shapes", which is drawn and needs no files. A line says what was taken of
it, what is held out for testing and what was passed over. Bad items are listed, those
of the test split too, before anything starts; --skip-bad leaves them out.

` + filesHelp + `

` + lossHelp() + `

--negatives  bank     a slot for each item, its moving average
             queue    the last keys of a momentum encoder (MoCo)
             inbatch  the views of the other items of the batch (SimCLR)

--tau-schedule  constant   --tau all along
                cosine     from --tau-max down to --tau and back in --tau-period
                           epochs, again and again (Kukleva et al. 2023, who swing
                           between 1 and 0.1)
                learnable  log(1/tau) is learned beside the weights (CLIP), from
                           --tau on and between --tau-min and --tau-max, and a bias
                           as well, such as siglip's. siglip wants a smaller --lr,
                           such as 0.003: its gradients are sums over the negatives

Ctrl-C, SIGTERM and SIGHUP write a checkpoint and end within moments. With --resume
and --out alone it goes on from there, to the bit as if it had never stopped, also
after a crash. The run knows its settings, and flags that are given again must say the
same, but that --epochs may grow and --data may have moved; --save-every is no setting
and holds for one call. --config takes the settings, the loss and the data of another
run, which flags override; --init begins with another run's encoder and weights.`,
		Example: `  temper train --data shapes --encoder mlp --tau 0.2 --epochs 20 --out runs/shapes
  temper train --data shapes --limit 512 --encoder mlp --loss supcon --tau 0.1 \
    --negatives inbatch --per-class 4 --epochs 2 --out runs/supcon
  temper train --data shapes --encoder mlp --tau 0.1 --tau-schedule cosine --epochs 20 --out runs/cosine
  temper train --data shapes --limit 512 --encoder mlp --loss siglip --tau 0.1 \
    --tau-schedule learnable --negatives inbatch --lr 0.003 --epochs 5 --out runs/siglip
  temper train --data cifar10 --loss hard --alpha 0.0819 --tau 0.3 --out runs/hard
  temper train --resume --out runs/hard
  temper train --config runs/hard/config.json --tau 0.1 --out runs/hard-0.1`,
		Args: flagsOnly("data"),
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

// define defines the flags of temper train.
func (f *trainFlags) define(cmd *cobra.Command) {
	bindSettings(cmd, &f.job)
	f.objective.define(cmd)
	flags := cmd.Flags()
	flags.Lookup("alpha").Usage += f.objective.alphaDefault()
	flags.StringVar(&f.out, "out", "", "folder of the run (required)")
	flags.BoolVar(&f.resume, "resume", false, "go on with the run in --out, by the settings that it has; --epochs may grow")
	flags.StringVar(&f.config, "config", "", "config.json of a run to take settings, loss and data from")
	flags.StringVar(&f.init, "init", "", "folder of a run whose encoder and weights to begin with")
	flags.DurationVar(&f.saveEvery, "save-every", 0, "write a checkpoint within epochs too, such as every 10m")
}

func (f *trainFlags) run(cmd *cobra.Command) error {
	f.loads = loads{cmd: cmd, common: f.common}
	if err := f.check(cmd); err != nil {
		return err
	}
	trainer, err := f.trainer(cmd)
	if err != nil {
		return err
	}
	trainer.Threads, trainer.SaveEvery = f.threads, f.saveEvery
	bar := newProgress(cmd, f.common)
	trainer.Observers = []train.Observer{f.observer(bar, trainer)}
	err = trainer.Train(cmd.Context())
	bar.clear()
	if ctx := cmd.Context(); err != nil && err == context.Cause(ctx) {
		return interrupted(ctx, "checkpoint written; to go on: temper train --resume --out "+job.Quoted(f.out))
	}
	if err != nil {
		return err
	}
	return f.summary(cmd, trainer)
}

// check refuses names that nothing has and flags that do not go together.
func (f *trainFlags) check(cmd *cobra.Command) error {
	if err := needFlags(cmd, "train", "out"); err != nil {
		return err
	}
	if err := needFolder("out", f.out); err != nil {
		return err
	}
	switch {
	case f.resume:
		if err := refuseFlags(cmd, "--resume", "config", "init"); err != nil {
			return err
		}
	case f.config == "":
		if err := needFlags(cmd, "train", "data"); err != nil {
			return err
		}
	}
	if err := checkSettings(cmd, &f.job); err != nil {
		return err
	}
	if err := f.objective.checkName(); err != nil {
		return err
	}
	if f.saveEvery < 0 {
		return usagef("--save-every %v: want a time such as 10m", f.saveEvery)
	}
	if f.resume || f.config != "" { // where the loss may be left away
		return nil
	}
	return f.checkLoss(cmd)
}

// tauFlags are the flags of the schedules that move the temperature.
var tauFlags = map[train.TauSchedule][]string{
	train.CosineTau:    {"tau-max", "tau-period"},
	train.LearnableTau: {"tau-min", "tau-max"},
}

// checkLoss checks the flags of the loss and its temperature.
func (f *trainFlags) checkLoss(cmd *cobra.Command) error {
	for _, flag := range []string{"tau-min", "tau-max", "tau-period"} {
		if slices.Contains(tauFlags[f.job.TauSchedule], flag) {
			continue
		}
		if err := refuseFlags(cmd, "--tau-schedule "+string(f.job.TauSchedule), flag); err != nil {
			return err
		}
	}
	if f.job.TauSchedule != train.ConstantTau && !f.objective.hasTau() {
		return usagef("--loss %s has no temperature for --tau-schedule %s", f.objective.name, f.job.TauSchedule)
	}
	return f.objective.checkFlags(cmd)
}

// trainer returns a new run, or the one that --resume goes on with.
func (f *trainFlags) trainer(cmd *cobra.Command) (*train.Trainer, error) {
	if f.resume {
		return f.resumed(cmd)
	}
	f.job.Seed = f.seed
	objective, err := f.configured(cmd)
	if err != nil {
		return nil, err
	}
	if err := train.CheckVacant(f.out); err != nil { // before the data is loaded, which may take long
		return nil, err
	}
	items, origin, err := f.job.Load(cmd.Context(), data.Train, f.loads.watch())
	if err != nil {
		return nil, err
	}
	encoder, err := f.encoder(cmd, items.Shape())
	if err != nil {
		return nil, err
	}
	return &train.Trainer{
		Settings: f.job.Settings, Encoder: encoder, Loss: objective, Source: items, Dir: f.out, Origin: origin,
	}, nil
}

// configured is the loss that the flags ask for. With --config what they do not say is
// said there, of the settings as well.
func (f *trainFlags) configured(cmd *cobra.Command) (loss.Loss, error) {
	if f.config == "" {
		return f.objective.loss(cmd)
	}
	was, err := train.OpenConfig(f.config)
	if err != nil {
		return nil, err
	}
	base := settingsOf(was)
	overlay(cmd, &base, &f.job)
	if cmd.Flags().Changed("seed") {
		base.Seed = f.seed
	}
	f.job = base
	switch {
	case f.job.Data == "":
		return nil, usagef("train --config needs --data: %s does not say where its data came from", f.config)
	case f.job.Encoder == "":
		return nil, usagef("train --config needs --encoder: that of %s has layers of its own", f.config)
	}
	if _, err := was.NewEncoder(); err != nil && f.init == "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "temper: the run of %s did not begin with the weights of its seed, as this one does: see --init\n", f.config)
	}
	l, err := f.objective.lossFrom(cmd, was.Loss)
	if err != nil {
		return nil, err
	}
	f.objective.name = loss.Name(l)
	return l, f.checkLoss(cmd)
}

// settingsOf are the settings of a run.
func settingsOf(r *train.Run) job.Settings {
	s := job.FromOrigin(r.Origin)
	s.Encoder, s.Dim, s.Settings = r.Encoder, r.Dim, r.Settings
	return s
}

// encoder is the encoder before its first step: with --init that of another run.
func (f *trainFlags) encoder(cmd *cobra.Command, shape data.Shape) (*nn.Encoder, error) {
	if f.init == "" {
		return f.job.NewEncoder(shape)
	}
	r, err := train.Open(f.init)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	e, err := r.NewEncoder()
	if err != nil {
		return nil, err
	}
	asked := func(flag string) bool { return f.config != "" || cmd.Flags().Changed(flag) }
	if !asked("encoder") {
		f.job.Encoder = e.Name()
	}
	if !asked("dim") {
		f.job.Dim = e.Dim()
	}
	if e.Name() != f.job.Encoder || e.Dim() != f.job.Dim {
		return nil, fmt.Errorf("--init %s: its encoder is %s with embeddings of %d values, not %s with %d",
			f.init, encoderName(e), e.Dim(), f.job.Encoder, f.job.Dim)
	}
	printNotice(cmd, r.Notice)
	return e, nil
}

// printNotice says what is to be known of a run before it is used, if there is anything.
func printNotice(cmd *cobra.Command, notice string) {
	if notice != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), "temper:", notice)
	}
}
