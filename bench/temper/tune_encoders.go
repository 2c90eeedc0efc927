package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
	"github.com/abc86604/temper/nn/tune"
)

// tuneEncoders are the settings of a race of encoders.
type tuneEncoders struct {
	job.Settings
	Loss lossJSON `json:"loss"` // at any temperature
}

// How many items are held out unless that is given: a tenth, from leastHeld, of which a
// share is known to within 2.2 points, to mostHeld, and no more than a quarter.
const (
	leastHeld = 512
	mostHeld  = 2000
)

func heldOf(items int) int { return min(mostHeld, max(items/10, min(leastHeld, items/4))) }

// encoderContest is a race of encoders.
type encoderContest struct {
	base train.Trainer
	side bool // trainings are faster side by side
}

// beginEncoders begins a race of encoders.
func (f *tuneFlags) beginEncoders(cmd *cobra.Command, r *tuneRun) error {
	s, err := f.settleEncoders(cmd)
	if err != nil {
		return err
	}
	taus, err := parseTaus("tau", f.temperatures(encoderTaus))
	if err != nil {
		return err
	}
	if r.state.Race, err = tune.New(taus, s.Epochs); err != nil {
		return err
	}
	items, origin, err := s.Load(cmd.Context(), data.Train, f.loads.watch())
	if err != nil {
		return err
	}
	if !cmd.Flags().Changed("holdout") {
		s.Holdout = heldOf(items.Len())
	}
	s.Data = origin.Path // which holds in any working directory
	if origin.Labels != "" {
		s.Labels = origin.Labels
	}
	r.state.Encoders = &s
	return r.contestOf(s, items, origin)
}

// resumeEncoders opens a race of encoders, on data that may have moved.
func (f *tuneFlags) resumeEncoders(cmd *cobra.Command, r *tuneRun) error {
	was := r.state.Encoders
	if err := refuseOf(cmd, "a race of encoders", f.encoderFlags(), f.headFlags()); err != nil {
		return err
	}
	if err := f.unchanged(cmd, was.Loss, was.Seed, settingsAgainst(&f.job, &was.Settings, append([]string{"seed"}, dataSettings...)...), r.state.Race); err != nil {
		return err
	}
	s := *was
	overlay(cmd, &s.Settings, &f.job, dataSettings...)
	items, origin, err := s.Load(cmd.Context(), data.Train, f.loads.watch())
	if err != nil {
		return err
	}
	return r.contestOf(s, items, origin)
}

// unchanged returns an error if a flag of the command line contradicts the race that is to
// go on.
func (f *tuneFlags) unchanged(cmd *cobra.Command, l lossJSON, seed uint64, values []flagValue, race *tune.Race) error {
	values = append(values, f.objective.against(cmd, l.Loss)...)
	values = append(values, flagValue{"seed", f.seed, seed})
	if cmd.Flags().Changed("tau") && f.taus != "auto" {
		taus, err := parseTaus("tau", f.taus)
		if err != nil {
			return err
		}
		slices.Sort(taus)
		values = append(values, flagValue{"tau", taus, race.Taus()})
	}
	return sameFlags(cmd, f.out, slices.DeleteFunc(values, asItFits))
}

// contestOf sets what races.
func (r *tuneRun) contestOf(s tuneEncoders, items data.Source, origin train.Origin) error {
	encoder, err := s.NewEncoder(items.Shape())
	if err != nil {
		return err
	}
	base := train.Trainer{
		Settings: s.Settings.Settings, Encoder: encoder, Loss: s.Loss.Loss, Source: items, Dir: r.dir, Origin: origin,
	}
	r.contest = &encoderContest{base, s.SideBySide(encoder)}
	return nil
}

func (c *encoderContest) entrants(r *tune.Race, bar *tuneBar) ([]tune.Entrant, error) {
	r.Side = 1
	if c.side {
		r.Side = len(r.Tracks)
	}
	left := r.Planned() - r.Trained()
	return tune.Trainings(c.base, r.Taus(), func(tau float64) train.Observer {
		return train.Observer{OnStep: func(s train.Step) {
			bar.step(left*s.Batches*s.Items, s.Items, fmt.Sprintf("tau %v, epoch %d/%d", tau, s.Epoch, c.base.Epochs))
		}}
	})
}

func (c *encoderContest) measure() tuneMeasure {
	return tuneMeasure{
		name: "kNN", of: fmt.Sprintf("%d held-out items", c.base.Holdout), epoch: "epoch", epochs: "epochs",
		scale: 100, digits: 2, unit: " %", points: " points", axis: " (%)",
	}
}

// finish: the run is there.
func (c *encoderContest) finish(_ context.Context, tau float64) ([]string, error) {
	dir := tune.RunDir(c.base.Dir, tau)
	return []string{"its run: temper embed " + job.Quoted(dir) + " --split test --out z.npy"}, nil
}

// seen are the scores of all epochs that the run knows.
func (c *encoderContest) seen(t tune.Track) (all []tune.Look) {
	r, err := train.Open(tune.RunDir(c.base.Dir, t.Tau))
	if err != nil {
		return t.Looks
	}
	defer r.Close()
	for _, e := range r.History {
		if m := e.Heldout; m != nil && m.KNNScore != nil {
			all = append(all, tune.Look{Epochs: e.Epoch, Score: tune.Score{Value: m.Top1}})
		}
	}
	return all
}
