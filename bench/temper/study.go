package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/figures"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// studyFlags is the command line of temper study.
type studyFlags struct {
	common
	settings study.Settings
	taus     string
	out      string
	keep     bool
	resume   bool
}

// Defaults of their own for the drawn images. There are as many as anyone wants:
// take what a study without flags can afford. And a form fills its image: a crop
// of a fifth, usual for photographs, would not show which one it is, and small
// crops would also take away what tells two images of one form apart, which is
// what a low temperature pays attention to.
const (
	shapesLimit    = 512
	shapesMinScale = 0.9
)

func newStudyCommand() *cobra.Command {
	var f studyFlags
	cmd := &cobra.Command{
		Use:   "study",
		Short: "Train at several temperatures and show what they do",
		Long: `study trains one encoder for each cell of the table in "Understanding the
Behaviour of Contrastive Loss" (Wang & Liu 2021), from the same weights, on the
same images in the same order, and measures each: kNN and linear-probe accuracy,
uniformity, tolerance, alignment. Raw pixels and the encoder before training are
the floor. It prints the table and writes into --out: results.csv and
results.json, after every cell, and at the end the figures as SVG and PNG.

Nothing that is there already is lost: without --out a new folder is made
(temper-study, temper-study-2, ...), and a folder that holds a study is refused
unless --resume is given, which goes on with the cells that are missing or failed.
A cell that fails is reported and does not end the others; the status is 1 then.`,
		Example: `  temper study
  temper study --data cifar10 --encoder resnet8 --epochs 20 --out cifar-study
  temper study --losses contrastive --taus 0.05,0.1,0.2,0.5,1`,
		Args: cobra.NoArgs,
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

func (f *studyFlags) define(cmd *cobra.Command) {
	flags, s := cmd.Flags(), &f.settings
	flags.StringVar(&s.Data, "data", "shapes", `folder of images, or "shapes"`)
	flags.IntVar(&s.Limit, "limit", 0, fmt.Sprintf("use the first N images of each split, 0 for all (shapes: %d unless given)", shapesLimit))
	flags.StringVar(&s.Encoder, "encoder", "mlp", strings.Join(nn.Architectures(), "|"))
	flags.StringVar((*string)(&s.Negatives), "negatives", string(nn.Bank), strings.Join(negatives, "|"))
	flags.IntVar(&s.Epochs, "epochs", 120, "times that every image is seen, per cell")
	flags.IntVar(&s.Batch, "batch", 32, "images a step")
	flags.Float64Var(&s.LR, "lr", 0.01, "learning rate")
	flags.StringVar(&s.Schedule, "schedule", nn.CosineSchedule, "how the learning rate falls: cosine, or step (x0.1 at 80 % and 95 %)")
	flags.IntVar(&s.Warmup, "warmup", 0, "epochs during which the learning rate rises (default a sixth of --epochs)")
	flags.Float64Var(&s.MinScale, "min-scale", data.DefaultAugment().MinScale, fmt.Sprintf("smallest random crop, as a share of the image (shapes: %v unless given)", shapesMinScale))
	flags.StringSliceVar(&s.Losses, "losses", []string{"contrastive", "simple", "hard", "hardsimple"}, strings.Join(loss.Names(), ","))
	flags.StringVar(&f.taus, "taus", "0.07,0.3,0.7,1", "temperatures; 0.02:1:20 is twenty, log-spaced")
	flags.Float64Var(&s.Alpha, "alpha", study.PaperAlpha, "share of the negatives that the hard losses keep")
	flags.IntVar(&s.TopK, "topk", 0, "number of negatives that the hard losses keep, instead of --alpha")
	flags.StringVar(&f.out, "out", "", "folder of the study (default: a new one, temper-study...)")
	flags.BoolVar(&f.keep, "keep", false, "keep the trained encoders, in runs/ of --out, for temper embed")
	flags.BoolVar(&f.resume, "resume", false, "go on with the study in --out; other flags may be left away, but not changed")
}

func (f *studyFlags) run(cmd *cobra.Command) error {
	s, err := f.study(cmd)
	if err != nil {
		return err
	}
	s.Threads, s.Keep = f.threads, f.keep
	bar := newProgress(cmd, f.common)
	report(bar, s)
	err = s.Run(cmd.Context())
	bar.clear()
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("interrupted, the cells that ended are kept; to go on: temper study --out %s --resume", s.Dir)
	}
	if err != nil {
		return err
	}
	if err := figures.Write(s.Dir, &s.Results); err != nil {
		return err
	}
	if err := f.print(cmd, s); err != nil {
		return err
	}
	return s.Err()
}

// print prints the results.
func (f *studyFlags) print(cmd *cobra.Command, s *study.Study) error {
	if f.json {
		return printJSON(cmd, s.Results)
	}
	if err := s.WriteTable(cmd.OutOrStdout()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "\nresults.csv, results.json and the figures are in %s\n", s.Dir)
	return err
}

// study begins a study, or opens the one that --resume goes on with.
func (f *studyFlags) study(cmd *cobra.Command) (*study.Study, error) {
	if err := f.settle(cmd); err != nil {
		return nil, err
	}
	if !f.resume {
		return study.Create(f.folder(), f.settings)
	}
	if err := needFlags(cmd, "study --resume", "out"); err != nil {
		return nil, err
	}
	s, err := study.Open(f.out)
	if err != nil {
		return nil, err
	}
	return s, f.unchanged(cmd, s.Settings)
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
	if err := oneOf("schedule", s.Schedule, nn.StepSchedule, nn.CosineSchedule); err != nil {
		return err
	}
	for _, name := range s.Losses {
		if err := oneOf("losses", name, loss.Names()...); err != nil {
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
	return s.Check()
}

// unchanged returns an error if a flag of the command line contradicts the
// study that is to go on.
func (f *studyFlags) unchanged(cmd *cobra.Command, was study.Settings) error {
	is := f.settings
	return sameFlags(cmd, f.out, []flagValue{
		{"data", is.Data, was.Data}, {"limit", is.Limit, was.Limit}, {"encoder", is.Encoder, was.Encoder},
		{"negatives", is.Negatives, was.Negatives}, {"epochs", is.Epochs, was.Epochs},
		{"batch", is.Batch, was.Batch}, {"lr", is.LR, was.LR}, {"schedule", is.Schedule, was.Schedule},
		{"warmup", is.Warmup, was.Warmup}, {"min-scale", is.MinScale, was.MinScale}, {"seed", is.Seed, was.Seed},
		{"losses", is.Losses, was.Losses}, {"taus", is.Taus, was.Taus},
		{"alpha", is.Alpha, was.Alpha}, {"topk", is.TopK, was.TopK},
	})
}

// folder is --out, or the first of temper-study, temper-study-2, ... that is free.
func (f *studyFlags) folder() string {
	const name = "temper-study"
	if f.out != "" {
		return f.out
	}
	dir := name
	for i := 2; exists(dir); i++ {
		dir = fmt.Sprintf("%s-%d", name, i)
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// report shows the study's steps and cells.
func report(p *progress, s *study.Study) {
	var title string
	s.Begin = func(c study.Cell, index, count int) {
		title = fmt.Sprintf("cell %d/%d, %s", index+1, count, c.Name())
	}
	s.Step = func(step nn.Step) {
		if p.bar == nil {
			p.expect(s.Untrained() * s.Settings.Epochs * step.Batches * step.Images)
		}
		p.add(step.Images, title)
	}
	s.End = func(r study.Row, left time.Duration) {
		line := title + ": "
		if m := r.Measures; m != nil {
			line += fmt.Sprintf("kNN %.2f %%, −uniformity %.3f, tolerance %.3f, %.1f s", 100*m.KNN, 0-m.Uniformity, m.Tolerance, r.Seconds)
		} else {
			line += "failed: " + r.Error
		}
		if left > 0 {
			line += fmt.Sprintf("; about %v left", left.Round(time.Second))
		}
		p.line("%s", line)
	}
}
