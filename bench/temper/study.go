package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/page"
	"github.com/abc86604/temper/kernels"
)

// studyFlags is the command line of temper study.
type studyFlags struct {
	common
	settings   study.Settings
	parameters []*parameter // of the losses
	taus       string
	circle     string
	out        string
	jobs       int
	keep       bool
	resume     bool
	reportOnly bool
	serve      string
	loads      loads
}

func newStudyCommand() *cobra.Command {
	f := studyFlags{settings: study.Defaults()}
	cmd := &cobra.Command{
		Use:   "study",
		Short: "Train at several temperatures and show what they do",
		Long: `study trains one encoder for each cell of a table of losses and temperatures, from
the same weights, on the same images in the same order, and measures each: kNN and
linear-probe accuracy, uniformity, tolerance, alignment. It is the study of F. Wang and
H. Liu, "Understanding the Behaviour of Contrastive Loss" (CVPR 2021). Raw pixels and
the encoder before training are the floor. It prints the table and what follows from it,
and writes into --out: results.csv, results.json and report.html, a page that says it
all, after every cell, and at the end the figures as SVG and PNG.

--preset says which cells there are:
  quick  17: Contrastive at nine temperatures, HardContrastive at six, Simple and
         HardSimple. Without --data, in under four minutes on two cores
  table  the ten columns of the paper's Table 1
  full   every loss of the family at nine temperatures
--losses and --taus say others. --circle adds cells that embed into two values. With
--seeds 3 each cell is trained three times, and means stand with their deviations.

--serve shows the page while it grows, at an address that it prints, and keeps it there
until Ctrl-C. --report-only makes page and figures from the results alone, also of a
study that is not at its end yet.

No study that is there already is lost: without --out a new folder is made
(temper-study, temper-study-2, ...), and a folder that holds a study is refused unless
--resume is given, which goes on with the cells that are missing or failed, also inside
one. The study knows its settings, and flags that are given again must say the same, but
for --data, which may have moved; --keep is no setting and holds for the cells of one
call. A cell that fails is reported and does not end the others; the status is 1 then.

Cells whose steps are too short to be shared among threads, such as the mlp's, are
trained side by side, others one after the other; --jobs says how many.`,
		Example: `  temper study
  temper study --data cifar10 --encoder resnet8 --preset table --epochs 20 --out cifar-study
  temper study --losses contrastive --taus 0.05,0.1,0.2,0.5,1
  temper study --serve
  temper study --report-only --out cifar-study`,
		Args: addressBehind(flagsOnly("data")),
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

func (f *studyFlags) run(cmd *cobra.Command) error {
	site, err := f.openSite(cmd)
	if err != nil {
		return err
	}
	defer site.close()
	if f.reportOnly {
		return f.report(cmd, site)
	}
	f.loads = loads{cmd: cmd, common: f.common}
	s, err := f.study(cmd)
	if err != nil {
		return err
	}
	f.loads.print()
	s.Threads, s.Jobs, s.Keep = f.threads, f.jobs, f.keep
	s.Machine = &study.Machine{CPU: kernels.CPU(), ISA: kernels.Active().Name(), Threads: f.threads, Version: version(thisBuild())}
	p := newStudyProgress(cmd, f.common, s)
	s.End = draft(p, s)
	p.line("temper study: " + s.Heading())
	site.show(func() (study.Results, *page.Live) { return s.Snapshot(), p.live() })
	if site != nil {
		p.line("The page, while it grows: " + site.address())
	}
	err = s.Run(cmd.Context())
	p.close()
	if ctx := cmd.Context(); err != nil && err == context.Cause(ctx) {
		return interrupted(ctx, "what has been trained is kept; to go on: temper study --resume --out "+job.Quoted(s.Dir))
	}
	if err != nil {
		return err
	}
	site.show(func() (study.Results, *page.Live) { return s.Results, nil })
	if err := f.publish(cmd, s.Dir, &s.Results); err != nil {
		return err
	}
	site.wait(cmd)
	return s.Err()
}

// study begins a study, or opens the one that --resume goes on with.
func (f *studyFlags) study(cmd *cobra.Command) (*study.Study, error) {
	if err := f.settle(cmd); err != nil {
		return nil, err
	}
	if !f.resume {
		return study.Create(cmd.Context(), f.folder(), f.settings, f.loads.watch())
	}
	if err := needFlags(cmd, "study --resume", "out"); err != nil {
		return nil, err
	}
	r, err := study.Read(f.out)
	if err != nil {
		return nil, err
	}
	if err := f.unchanged(cmd, r.Settings); err != nil {
		return nil, err
	}
	if cmd.Flags().Changed("data") { // it may have moved
		r.Settings.Data = f.settings.Data
	}
	return study.Resume(cmd.Context(), f.out, *r, f.loads.watch())
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
