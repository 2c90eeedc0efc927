package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestWrittenCommandsParse holds that every command line of README.md, of
// CONTRIBUTING.md, of MEASURED.md and of the help's examples is one: the subcommand is there, and has the flags.
func TestWrittenCommandsParse(t *testing.T) {
	var text strings.Builder
	for _, path := range []string{"../../README.md", "../../CONTRIBUTING.md", "../MEASURED.md"} {
		text.Write(get(t, path))
	}
	for _, sub := range newRootCommand().Commands() {
		text.WriteString("\n" + sub.Example + "\n")
	}
	joined := regexp.MustCompile(`\\\n +`).ReplaceAllString(text.String(), "")
	lines := regexp.MustCompile(`(?m)^ *(?:TEMPER_ISA=\w+ )?(?:temper|go run \./bench/temper) (.*?)(?: *#.*)?$`).FindAllStringSubmatch(joined, -1)
	if len(lines) < 40 {
		t.Errorf("%d command lines only", len(lines))
	}
	for _, line := range lines {
		cmd, rest, err := newRootCommand().Find(strings.Fields(line[1]))
		if err == nil {
			err = cmd.ParseFlags(rest)
		}
		if err == nil {
			err = cmd.ValidateArgs(cmd.Flags().Args())
		}
		if err != nil || !cmd.HasParent() {
			t.Errorf("temper %s: %v", line[1], err)
		}
	}
}
