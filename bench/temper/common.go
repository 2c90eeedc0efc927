package main

import (
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

// common holds the flags that every subcommand takes.
type common struct {
	seed    uint64
	threads int // at least 1
	json    bool
}

// addCommonFlags defines the common flags for root and every subcommand.
func addCommonFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.Uint64("seed", 1, "seed of everything drawn at random")
	flags.Int("threads", 0, "threads to compute with, 0 for all; results are the same at any number")
	flags.Bool("json", false, "print one JSON object on standard output and nothing else there")
}

// commonFlags returns the common flags' values; --threads 0 becomes the number
// of CPUs that Go may use.
func commonFlags(cmd *cobra.Command) (common, error) {
	flags := cmd.Flags()
	var c common
	var err error
	if c.seed, err = flags.GetUint64("seed"); err != nil {
		return c, err
	}
	if c.json, err = flags.GetBool("json"); err != nil {
		return c, err
	}
	if c.threads, err = flags.GetInt("threads"); err != nil {
		return c, err
	}
	if c.threads < 0 {
		return c, usagef("--threads %d: want 0 (all) or more", c.threads)
	}
	if c.threads == 0 {
		c.threads = runtime.GOMAXPROCS(0)
	}
	return c, nil
}

// needFlags returns a usage error unless each of the named flags was given.
func needFlags(cmd *cobra.Command, why string, names ...string) error {
	for _, name := range names {
		if !cmd.Flags().Changed(name) {
			return usagef("%s needs --%s", why, name)
		}
	}
	return nil
}

// refuseFlags returns a usage error if any of the named flags was given.
func refuseFlags(cmd *cobra.Command, why string, names ...string) error {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return usagef("%s takes no --%s", why, name)
		}
	}
	return nil
}

// oneOf returns a usage error unless value is one of the allowed ones.
func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return usagef("--%s %q: want %s", flag, value, strings.Join(allowed, ", "))
}
