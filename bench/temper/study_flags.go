package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

// Defaults of their own for the drawn images. There are as many as anyone wants:
// take what a study without flags can afford. And a form fills its image: a crop
// of a fifth, usual for photographs, would not show which one it is. With crops
// this large a small network tells most images apart in the epochs it has, which
// a low temperature asks for before it spreads them over the sphere.
const (
	shapesLimit    = 1536
	shapesMinScale = 0.65
)

// define defines the flags of temper study.
func (f *studyFlags) define(cmd *cobra.Command) {
	flags, s := cmd.Flags(), &f.settings
	flags.StringVar(&s.Data, "data", "shapes", `folder of images, or "shapes"`)
	flags.IntVar(&s.Limit, "limit", 0, fmt.Sprintf("use the first N images of each split, 0 for all (shapes: %d unless given)", shapesLimit))
	flags.StringVar(&s.Encoder, "encoder", "mlp", strings.Join(nn.Architectures(), "|"))
	flags.StringVar((*string)(&s.Negatives), "negatives", string(train.Bank), strings.Join(negatives, "|"))
	flags.IntVar(&s.Epochs, "epochs", 64, "times that every image is seen, per cell")
	flags.IntVar(&s.Batch, "batch", 32, "images a step")
	flags.Float64Var(&s.LR, "lr", 0.01, "learning rate")
	flags.StringVar(&s.Schedule, "schedule", train.CosineSchedule, "how the learning rate falls: cosine, or step (x0.1 at 80 % and 95 %)")
	flags.IntVar(&s.Warmup, "warmup", 0, "epochs during which the learning rate rises (default a sixth of --epochs)")
	flags.Float64Var(&s.MinScale, "min-scale", data.DefaultAugment().MinScale, fmt.Sprintf("smallest random crop, as a share of the image (shapes: %v unless given)", shapesMinScale))
	flags.StringSliceVar(&s.Losses, "losses", []string{"contrastive", "simple", "hard", "hardsimple"}, strings.Join(loss.Names(), ","))
	flags.StringVar(&f.taus, "taus", "0.07,0.3,0.7,1", "temperatures; 0.02:1:20 is twenty, log-spaced")
	for _, p := range parameters() {
		if p.name != tau { // of which there is a list
			p.define(cmd)
			f.parameters = append(f.parameters, p)
		}
	}
	flags.Float64Var(&s.Alpha, "alpha", loss.PaperAlpha, "share of the negatives that the hard losses keep")
	flags.IntVar(&s.TopK, "topk", 0, "number of negatives that the hard losses keep, instead of --alpha")
	flags.StringVar(&f.out, "out", "", "folder of the study (default: a new one, temper-study...)")
	flags.BoolVar(&f.keep, "keep", false, "keep the trained encoders, in runs/ of --out, for temper embed")
	flags.BoolVar(&f.resume, "resume", false, "go on with the study in --out; other flags may be left away, but not changed")
}

// settle completes the settings from the flags and checks them.
func (f *studyFlags) settle(cmd *cobra.Command) error {
	s, given := &f.settings, cmd.Flags().Changed
	if err := oneOf("encoder", s.Encoder, nn.Architectures()...); err != nil {
		return err
	}
	if err := oneOf("negatives", string(s.Negatives), negatives...); err != nil {
		return err
	}
	if err := oneOf("schedule", s.Schedule, train.StepSchedule, train.CosineSchedule); err != nil {
		return err
	}
	var err error
	for i, name := range s.Losses {
		if s.Losses[i], err = lossName("losses", name); err != nil {
			return err
		}
	}
	taus, err := parseTaus(f.taus)
	if err != nil {
		return err
	}
	s.Taus, s.Seed = taus, f.seed
	if s.Data == "shapes" && !given("limit") {
		s.Limit = shapesLimit
	}
	if s.Data == "shapes" && !given("min-scale") {
		s.MinScale = shapesMinScale
	}
	if !given("warmup") {
		s.Warmup = s.Epochs / 6
	}
	if given("topk") && !given("alpha") {
		s.Alpha = 0
	}
	if !f.resume {
		if err := f.setParameters(cmd); err != nil {
			return err
		}
	}
	return s.Check()
}

// setParameters gives the losses what the flags say, and refuses what none of them
// has.
func (f *studyFlags) setParameters(cmd *cobra.Command) error {
	for _, p := range f.parameters {
		if !cmd.Flags().Changed(p.flag) {
			continue
		}
		if f.settings.Parameter(p.name) == nil {
			return refuseFlags(cmd, "--losses "+strings.Join(f.settings.Losses, ","), p.flag)
		}
		if f.settings.Parameters == nil {
			f.settings.Parameters = map[string]any{}
		}
		f.settings.Parameters[p.name] = p.says()
	}
	return nil
}

// unchanged returns an error if a flag of the command line contradicts the
// study that is to go on.
func (f *studyFlags) unchanged(cmd *cobra.Command, was study.Settings) error {
	is := f.settings
	values := []flagValue{
		{"data", is.Data, was.Data}, {"limit", is.Limit, was.Limit}, {"encoder", is.Encoder, was.Encoder},
		{"negatives", is.Negatives, was.Negatives}, {"epochs", is.Epochs, was.Epochs},
		{"batch", is.Batch, was.Batch}, {"lr", is.LR, was.LR}, {"schedule", is.Schedule, was.Schedule},
		{"warmup", is.Warmup, was.Warmup}, {"min-scale", is.MinScale, was.MinScale}, {"seed", is.Seed, was.Seed},
		{"losses", is.Losses, was.Losses}, {"taus", is.Taus, was.Taus},
		{"alpha", is.Alpha, was.Alpha}, {"topk", is.TopK, was.TopK},
	}
	for _, p := range f.parameters {
		values = append(values, flagValue{p.flag, p.says(), was.Parameter(p.name)})
	}
	return sameFlags(cmd, f.out, values)
}
