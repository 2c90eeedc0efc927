package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/setting"
)

// define defines the flags of temper study.
func (f *studyFlags) define(cmd *cobra.Command) {
	flags, s := cmd.Flags(), &f.settings
	bindSettings(cmd, &s.Settings, staying(&s.Settings)...)
	bindSettings(cmd, &s.Plan)
	for name, usual := range map[string]any{"limit": study.ShapesLimit, "min-scale": study.ShapesMinScale, "alpha": study.ShapesAlpha} {
		flags.Lookup(name).Usage += fmt.Sprintf(" (shapes: %v unless given)", usual)
	}
	flags.Lookup("warmup").Usage += " (a sixth of --epochs unless given)"
	flags.StringSliceVar(&s.Losses, "losses", nil, "in place of the preset's: "+strings.Join(loss.Names(), ", "))
	flags.StringVar(&f.taus, "taus", "", "temperatures in place of the preset's; 0.02:1:20 is twenty, log-spaced")
	flags.StringVar(&f.circle, "circle", "0.07,0.2,1", "temperatures to embed into two values at, to be seen; none for none")
	for _, p := range parameters() {
		if p.name != tau { // of which there is a list
			p.define(cmd)
			f.parameters = append(f.parameters, p)
		}
	}
	flags.StringVar(&f.out, "out", "", "folder of the study (default: a new one, temper-study...)")
	flags.IntVar(&f.jobs, "jobs", 0, "cells that are trained side by side; 0: as many as is fastest")
	flags.BoolVar(&f.keep, "keep", false, "keep the trained encoders, in runs/ of --out, for temper embed")
	flags.BoolVar(&f.resume, "resume", false, "go on with the study in --out, by the settings that it has")
	flags.BoolVar(&f.reportOnly, "report-only", false, "make the page and the figures of the study in --out again, without training")
	flags.StringVar(&f.serve, "serve", "", "show the page at an `addr`ess until Ctrl-C; without a host on this machine alone")
	flags.Lookup("serve").NoOptDefVal = defaultAddress
}

// staying are the names of the settings but for those of a temperature that moves: each
// cell of a study has one that stays.
func staying(s any) (names []string) {
	for _, one := range setting.Of(s) {
		if !strings.HasPrefix(one.Name, "tau_") {
			names = append(names, one.Name)
		}
	}
	return names
}

// settle completes the settings from the flags and checks them.
func (f *studyFlags) settle(cmd *cobra.Command) error {
	s, given := &f.settings, cmd.Flags().Changed
	if err := needFolder("out", f.out); err != nil {
		return err
	}
	if err := cmp.Or(checkSettings(cmd, &s.Settings), checkSettings(cmd, &s.Plan)); err != nil {
		return err
	}
	for i, name := range s.Losses {
		own, err := lossName("losses", name)
		if err != nil {
			return err
		}
		s.Losses[i] = own
	}
	s.Seed = f.seed
	var err error
	if given("taus") {
		if s.Taus, err = parseTaus("taus", f.taus); err != nil {
			return err
		}
	}
	if given("circle") && f.circle != "none" {
		if s.Circle, err = parseTaus("circle", f.circle); err != nil {
			return err
		}
	}
	if f.jobs < 0 {
		return usagef("--jobs %d: want 0 (as many as is fastest) or more", f.jobs)
	}
	s.Complete(func(name string) bool { return given(strings.ReplaceAll(name, "_", "-")) })
	if f.resume { // by settings that are complete without the flags
		return nil
	}
	if err := f.setParameters(cmd); err != nil {
		return err
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
			return refuseFlags(cmd, f.losses(), p.flag)
		}
		if f.settings.Parameters == nil {
			f.settings.Parameters = map[string]any{}
		}
		f.settings.Parameters[p.name] = p.says()
	}
	return nil
}

// losses says which losses the study has, as the command line does.
func (f *studyFlags) losses() string {
	if s := f.settings; s.Losses == nil {
		return "--preset " + string(s.Preset)
	}
	return "--losses " + strings.Join(f.settings.Losses, ",")
}

// unchanged returns an error if a flag of the command line contradicts the
// study that is to go on.
func (f *studyFlags) unchanged(cmd *cobra.Command, was study.Settings) error {
	is := f.settings
	values := append(settingsAgainst(&is.Settings, &was.Settings, "data"), settingsAgainst(&is.Plan, &was.Plan)...)
	values = append(values, []flagValue{
		{"seed", is.Seed, was.Seed}, {"losses", is.Losses, was.Losses}, {"taus", is.Taus, was.Taus}, {"circle", is.Circle, was.Circle},
	}...)
	for _, p := range f.parameters {
		values = append(values, flagValue{p.flag, p.says(), was.Parameter(p.name)})
	}
	return sameFlags(cmd, f.out, values)
}
