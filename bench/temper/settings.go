package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/nn/setting"
)

// bindSettings defines a flag for every setting of a struct, given by a pointer to it, or
// for those named alone. The values that it has are the defaults. The seed has a flag that
// all commands have.
func bindSettings(cmd *cobra.Command, s any, only ...string) {
	flags := cmd.Flags()
	for _, one := range setting.Of(s) {
		if one.Name == "seed" || only != nil && !slices.Contains(only, one.Name) {
			continue
		}
		help := one.Help
		if one.Choices != nil {
			help = strings.Join(one.Choices, "|") + ": " + help
		}
		f := flags.VarPF(one, one.Flag(), "", help)
		if one.Type() == "bool" {
			f.NoOptDefVal = "true"
		}
		if one.Choices != nil {
			completeChoices(cmd, one.Flag(), one.Choices...)
		}
	}
}

// overlay sets in s the settings that the command line gives, which are in given, and
// leaves the others as they are; with names it looks at those alone.
func overlay(cmd *cobra.Command, s, given any, only ...string) {
	from := setting.Of(given)
	for i, one := range setting.Of(s) {
		if cmd.Flags().Changed(one.Flag()) && (only == nil || slices.Contains(only, one.Name)) {
			one.Copy(from[i])
		}
	}
}

// checkSettings returns a usage error if a value on the command line is out of its range.
func checkSettings(cmd *cobra.Command, s any) error {
	for _, one := range setting.Of(s) {
		if err := one.Check(); err != nil && cmd.Flags().Changed(one.Flag()) {
			if one.Choices != nil {
				return oneOf(one.Flag(), one.String(), one.Choices...)
			}
			_, want, _ := strings.Cut(err.Error(), ": ")
			return usagef("--%s %s: %s", one.Flag(), one, want)
		}
	}
	return nil
}

// settingsAgainst sets what the flags say beside what the work that goes on was started
// with, but for those named.
func settingsAgainst(is, was any, but ...string) (values []flagValue) {
	old := setting.Of(was)
	for i, one := range setting.Of(is) {
		if !slices.Contains(but, one.Name) {
			values = append(values, flagValue{one.Flag(), one.String(), old[i].String()})
		}
	}
	return values
}

// flagValue is what a flag says and what the work that goes on has in its place, nil
// for nothing.
type flagValue struct {
	name    string
	is, was any
}

// sameFlags returns an error unless every flag that was given says what the
// work in dir was started with.
func sameFlags(cmd *cobra.Command, dir string, values []flagValue) error {
	for _, v := range values {
		if !cmd.Flags().Changed(v.name) || fmt.Sprint(v.is) == fmt.Sprint(v.was) {
			continue
		}
		if v.was == nil || v.was == "" {
			v.was = "none"
		}
		return fmt.Errorf("--%s %v: %s was started with %v", v.name, v.is, dir, v.was)
	}
	return nil
}
