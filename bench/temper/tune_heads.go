package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/tune"
)

// tuneHeads are the settings of a race of heads.
type tuneHeads struct {
	Digest string `json:"sha256"` // of what they are trained on
	adaptSettings
}

// headContest is a race of heads.
type headContest struct {
	dir        string
	settings   adaptSettings
	inputs     *adaptData
	threads    int
	candidates []*adapt.Candidate // nil: none yet
	bar        *tuneBar
	passes     int // of all trainings together
}

// beginHeads begins a race of heads.
func (f *tuneFlags) beginHeads(cmd *cobra.Command, r *tuneRun) error {
	s, err := f.settleHeads(cmd)
	if err != nil {
		return err
	}
	if r.state.Race, err = tune.New(s.Taus, s.Passes); err != nil {
		return err
	}
	inputs, err := s.Inputs.read(cmd.Context())
	if err != nil {
		return err
	}
	s.Inputs, s.Taus = s.Inputs.absolute(), r.state.Race.Taus()
	r.state.Heads = &tuneHeads{inputs.digest, s}
	r.contest = &headContest{dir: r.dir, settings: s, inputs: inputs, threads: f.threads}
	return nil
}

// resumeHeads opens a race of heads, on the data that it was begun with.
func (f *tuneFlags) resumeHeads(cmd *cobra.Command, r *tuneRun) error {
	was := r.state.Heads
	if err := f.unchangedHeads(cmd, r); err != nil {
		return err
	}
	inputs, err := was.Inputs.read(cmd.Context())
	if err != nil {
		return err
	}
	if inputs.digest != was.Digest {
		return fmt.Errorf("%s: its data is not what the race was begun with", f.out)
	}
	r.contest = &headContest{dir: r.dir, settings: was.adaptSettings, inputs: inputs, threads: f.threads}
	return nil
}

// unchangedHeads returns an error if a flag contradicts the race of heads that is to go on.
func (f *tuneFlags) unchangedHeads(cmd *cobra.Command, r *tuneRun) error {
	was := r.state.Heads
	if err := refuseOf(cmd, "a race of heads", f.headFlags(), f.encoderFlags()); err != nil {
		return err
	}
	if err := f.takeShared(cmd); err != nil {
		return err
	}
	values := settingsAgainst(&f.heads.Settings, &was.Settings, "seed")
	before := was.Inputs.flags()
	is := f.heads.Inputs.absolute()
	for name, path := range is.flags() {
		values = append(values, flagValue{name, *path, *before[name]})
	}
	return f.unchanged(cmd, was.Loss, was.Seed, values, r.state.Race)
}

// entrants makes the candidates, once.
func (c *headContest) entrants(race *tune.Race, bar *tuneBar) (_ []tune.Entrant, err error) {
	if c.candidates == nil {
		t := &adapt.Trainer{
			Settings: c.settings.Settings, Loss: c.settings.Loss.Loss, Taus: c.settings.Taus, Threads: c.threads,
			Progress: func(int, int) { c.bar.step(c.passes, 1, "passes over the judgements") },
		}
		if c.inputs.classes.Labels != nil {
			c.candidates, err = t.ClassCandidates(c.inputs.classes)
		} else {
			c.candidates, err = t.Candidates(c.inputs.data)
		}
	}
	if err != nil {
		return nil, err
	}
	c.bar, c.passes = bar, race.Planned()*c.candidates[0].Folds()
	return tune.Adapters(c.candidates), nil
}

func (c *headContest) measure() tuneMeasure {
	name, of := "nDCG@10 gain", "queries left out"
	if c.inputs.classes.Labels != nil {
		name, of = "precision@1 gain", "rows left out"
	}
	return tuneMeasure{name: name, of: of, epoch: "pass", epochs: "passes", scale: 1, digits: 4, sign: true}
}

// finish makes the winner's run as temper adapt does, which need not try again what the race
// has.
func (c *headContest) finish(ctx context.Context, tau float64) ([]string, error) {
	dir := tune.RunDir(c.dir, tau)
	s := c.settings
	s.Taus = []float64{tau}
	r, err := beginAdaptRun(dir, s, c.inputs)
	if err != nil {
		return nil, err
	}
	defer r.folder.Unlock()
	if err := c.hand(r, tau); err != nil {
		return nil, err
	}
	result, err := r.train(ctx, c.threads, func(int, int) {})
	if err != nil {
		return nil, err
	}
	report := adaptReportOf(dir, r, result)
	return []string{report.verdict(), "its head: temper embed " + job.Quoted(dir) + " --in z.npy --tower query --out z2.npy"}, r.keep(result, report)
}

// hand gives a run the scores of the temperature's trainings: those of this race, or those
// that an earlier process has handed to it.
func (c *headContest) hand(r *adaptRun, tau float64) error {
	if err := readJSON(filepath.Join(r.dir, triedFile), &r.tried); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, one := range c.candidates {
		for fold := range one.Folds() {
			if scores := one.Known(adapt.Trial{Fold: fold}); one.Tau == tau && scores != nil {
				r.tried[trialName(adapt.Trial{Fold: fold})] = scores
			}
		}
	}
	return r.write(triedFile, r.tried)
}

// seen are the looks.
func (c *headContest) seen(t tune.Track) []tune.Look { return t.Looks }
