package main

import (
	"regexp"
	"strings"
	"testing"
)

// writtenCommands returns the arguments of every line of a text that is a command line,
// in their order.
func writtenCommands(text string) (lines [][]string) {
	joined := regexp.MustCompile(`\\\n +`).ReplaceAllString(text, "")
	command := regexp.MustCompile(`(?m)^ *(?:TEMPER_ISA=\w+ )?(?:temper|go run \./bench/temper) (.*?)(?: *#.*)?$`)
	for _, line := range command.FindAllStringSubmatch(joined, -1) {
		lines = append(lines, strings.Fields(line[1]))
	}
	return lines
}

// TestWrittenCommandsParse holds that every command line of README.md, of
// CONTRIBUTING.md, of MEASURED.md, of the results and of the help's examples is one: the subcommand is
// there, and has the flags.
func TestWrittenCommandsParse(t *testing.T) {
	var text strings.Builder
	for _, path := range []string{"../../README.md", "../../CONTRIBUTING.md", "../MEASURED.md", "../results/README.md"} {
		text.Write(get(t, path))
	}
	for _, sub := range newRootCommand().Commands() {
		text.WriteString("\n" + sub.Example + "\n")
	}
	lines := writtenCommands(text.String())
	if len(lines) < 40 {
		t.Errorf("%d command lines only", len(lines))
	}
	for _, line := range lines {
		cmd, rest, err := newRootCommand().Find(line)
		if err == nil {
			err = cmd.ParseFlags(rest)
		}
		if err == nil {
			err = cmd.ValidateArgs(cmd.Flags().Args())
		}
		if err != nil || !cmd.HasParent() {
			t.Errorf("temper %s: %v", strings.Join(line, " "), err)
		}
	}
}
