package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/setting"
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
	bindSettings(cmd, &s.Settings, staying(&s.Settings)...)
	flags.Lookup("limit").Usage += fmt.Sprintf(" (shapes: %d unless given)", shapesLimit)
	flags.Lookup("min-scale").Usage += fmt.Sprintf(" (shapes: %v unless given)", shapesMinScale)
	flags.Lookup("warmup").Usage += " (a sixth of --epochs unless given)"
	flags.StringSliceVar(&s.Losses, "losses", s.Losses, strings.Join(loss.Names(), ", "))
	flags.StringVar(&f.taus, "taus", "0.07,0.3,0.7,1", "temperatures; 0.02:1:20 is twenty, log-spaced")
	for _, p := range parameters() {
		if p.name != tau { // of which there is a list
			p.define(cmd)
			f.parameters = append(f.parameters, p)
		}
	}
	flags.Float64Var(&s.Alpha, "alpha", s.Alpha, "share of the negatives that the hard losses keep")
	flags.IntVar(&s.TopK, "topk", 0, "number of negatives that the hard losses keep, instead of --alpha")
	flags.StringVar(&f.out, "out", "", "folder of the study (default: a new one, temper-study...)")
	flags.BoolVar(&f.keep, "keep", false, "keep the trained encoders, in runs/ of --out, for temper embed")
	flags.BoolVar(&f.resume, "resume", false, "go on with the study in --out, by the settings that it has")
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
	if err := checkSettings(cmd, &s.Settings); err != nil {
		return err
	}
	for i, name := range s.Losses {
		own, err := lossName("losses", name)
		if err != nil {
			return err
		}
		s.Losses[i] = own
	}
	taus, err := parseTaus("taus", f.taus)
	if err != nil {
		return err
	}
	s.Taus, s.Seed = taus, f.seed
	if s.Data == "shapes" && !given("limit") {
		s.Limit = shapesLimit
	}
	if s.Data == "shapes" && !given("min-scale") {
		s.Augment.MinScale = shapesMinScale
	}
	if !given("warmup") {
		s.Warmup = s.Epochs / 6
	}
	if given("topk") && !given("alpha") {
		s.Alpha = 0
	}
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
	values := append(settingsAgainst(&is.Settings, &was.Settings), []flagValue{
		{"seed", is.Seed, was.Seed}, {"losses", is.Losses, was.Losses}, {"taus", is.Taus, was.Taus},
		{"alpha", is.Alpha, was.Alpha}, {"topk", is.TopK, was.TopK},
	}...)
	for _, p := range f.parameters {
		values = append(values, flagValue{p.flag, p.says(), was.Parameter(p.name)})
	}
	return sameFlags(cmd, f.out, values)
}
