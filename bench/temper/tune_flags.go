package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn/setting"
)

// The temperatures that race unless others are given.
const (
	encoderTaus = "0.02,0.05,0.07,0.1,0.2,0.3,0.5,1"
	headTaus    = "0.01,0.02,0.03,0.05,0.07,0.1,0.2,0.3"
)

// define defines the flags of temper tune. Where the settings of a training and of a head
// bear the same name they have one flag, whose help says both defaults.
func (f *tuneFlags) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	bindSettings(cmd, &f.job, racing(&f.job)...)
	flags.Lookup("limit").Usage += fmt.Sprintf(" (shapes: %d unless given)", study.ShapesLimit+leastHeld)
	flags.Lookup("holdout").Usage += " (as above unless given)"
	f.heads.Inputs.define(flags, "labels")
	var own []string
	for _, one := range setting.Of(&f.heads.Settings) {
		if flag := flags.Lookup(one.Flag()); flag != nil {
			flag.Usage += fmt.Sprintf(" (of a head: %s unless given)", one)
		} else {
			own = append(own, one.Name)
		}
	}
	bindSettings(cmd, &f.heads.Settings, own...)
	f.objective.define(cmd)
	flags.Lookup("alpha").Usage += f.objective.alphaDefault()
	flags.StringVar(&f.taus, "tau", "auto", "temperatures to race, a list or LOW:HIGH:COUNT; auto: "+encoderTaus+", for heads "+headTaus)
	flags.StringVar(&f.out, "out", "", "folder of the race, empty or new (required)")
	flags.BoolVar(&f.resume, "resume", false, "go on with the race in --out, by the settings that it has")
}

// racing are the names of the settings of a training that races: its temperature stays, and
// held-out items are measured after every epoch.
func racing(s any) []string {
	return slices.DeleteFunc(staying(s), func(name string) bool { return name == "eval_every" })
}

// encoderFlags are the flags of a race of encoders alone or of both, headFlags those of one of
// heads.
func (f *tuneFlags) encoderFlags() (names []string) {
	for _, name := range racing(&f.job) {
		names = append(names, flagName(name))
	}
	return names
}

func (f *tuneFlags) headFlags() []string {
	names := slices.Sorted(maps.Keys(f.heads.Inputs.flags()))
	for _, one := range setting.Of(&f.heads.Settings) {
		names = append(names, one.Flag())
	}
	return names
}

// refuseOf returns a usage error for a flag that is of others alone.
func refuseOf(cmd *cobra.Command, what string, own, others []string) error {
	for _, name := range others {
		if !slices.Contains(own, name) {
			if err := refuseFlags(cmd, what, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// check refuses flags that do not go together.
func (f *tuneFlags) check(cmd *cobra.Command) error {
	if err := needFlags(cmd, "tune", "out"); err != nil {
		return err
	}
	if err := needFolder("out", f.out); err != nil {
		return err
	}
	if err := f.objective.checkName(); err != nil {
		return err
	}
	if !f.objective.hasTau() {
		return usagef("--loss %s has no temperature to race", f.objective.name)
	}
	if f.resume { // by what tune.json says
		return nil
	}
	if err := f.objective.checkFlags(cmd); err != nil {
		return err
	}
	if source := f.source(cmd); source == "data" {
		return refuseOf(cmd, "--data", f.encoderFlags(), f.headFlags())
	} else if source != "" {
		return refuseOf(cmd, "--"+source, f.headFlags(), f.encoderFlags())
	}
	return usagef("tune needs --data, --corpus, --pairs or --embeddings")
}

// source is the flag that says what the race is of, "" if none does.
func (f *tuneFlags) source(cmd *cobra.Command) string {
	if cmd.Flags().Changed("data") {
		return "data"
	}
	for _, source := range adaptSources {
		if cmd.Flags().Changed(source.flag) {
			return source.flag
		}
	}
	return ""
}

// settleEncoders completes the settings of a race of encoders from the flags, but for what
// the data decides.
func (f *tuneFlags) settleEncoders(cmd *cobra.Command) (tuneEncoders, error) {
	base, given := job.Defaults(), cmd.Flags().Changed
	shapes := f.job.Data == "shapes"
	if shapes {
		base = study.Defaults().Settings
		base.Limit, base.Augment.MinScale = study.ShapesLimit+leastHeld, study.ShapesMinScale
	}
	overlay(cmd, &base, &f.job)
	if shapes && !given("warmup") {
		base.Warmup = base.Epochs / 6
	}
	base.Seed = f.seed
	if err := checkSettings(cmd, &base); err != nil {
		return tuneEncoders{}, err
	}
	if given("holdout") && base.Holdout < 2 {
		return tuneEncoders{}, usagef("--holdout %d: a race is judged by held-out items, at least 2", base.Holdout)
	}
	l, err := f.objective.loss(cmd)
	return tuneEncoders{base, lossJSON{l}}, err
}

// settleHeads completes the settings of a race of heads from the flags, some of which are of
// encoders as well.
func (f *tuneFlags) settleHeads(cmd *cobra.Command) (adaptSettings, error) {
	if err := f.heads.Inputs.check(cmd); err != nil {
		return f.heads, err
	}
	if err := f.takeShared(cmd); err != nil {
		return f.heads, err
	}
	if err := checkSettings(cmd, &f.heads.Settings); err != nil {
		return f.heads, err
	}
	f.heads.Seed = f.seed
	a := adaptFlags{adaptSettings: f.heads, objective: f.objective, taus: f.temperatures(headTaus)}
	err := a.settle(cmd)
	return a.adaptSettings, err
}

// takeShared gives the settings of heads what flags say that are of encoders as well.
func (f *tuneFlags) takeShared(cmd *cobra.Command) error {
	f.heads.Inputs.Labels = f.job.Labels
	for _, one := range setting.Of(&f.heads.Settings) {
		if flag := cmd.Flags().Lookup(one.Flag()); flag.Changed {
			if err := one.Set(flag.Value.String()); err != nil {
				return usagef("--%s %s: %v", one.Flag(), flag.Value, err)
			}
		}
	}
	return nil
}

// temperatures is what --tau says, or what it does unless it is given.
func (f *tuneFlags) temperatures(auto string) string {
	if f.taus == "auto" {
		return auto
	}
	return f.taus
}
