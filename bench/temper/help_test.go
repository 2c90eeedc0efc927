package main

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// No line of any help is too wide for half a screen.
func TestHelpWidth(t *testing.T) {
	helps := map[string]string{}
	helps["temper"], _ = succeed(t, "--help")
	for _, sub := range newRootCommand().Commands() {
		helps[sub.CommandPath()], _ = succeed(t, sub.Name(), "--help")
	}
	for command, help := range helps {
		for line := range strings.Lines(help) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > helpWidth {
				t.Errorf("%s --help: %d columns: %s", command, n, line)
			}
		}
	}
}

func TestBreakLine(t *testing.T) {
	x := strings.Repeat("x", 100)
	for _, c := range []struct{ line, want string }{
		{"  temper info", "  temper info"},
		{"  t --a " + x[:92], "  t --a " + x[:92]}, // 100 columns
		// What stands before a backslash may end in column 98.
		{"  t --a " + x[:90] + " --b", "  t --a " + x[:90] + " \\\n      --b"},
		{"  temper t --a b --c " + x[:81] + " --d", "  temper t --a b \\\n      --c " + x[:81] + " --d"},
		{"  t --α " + x[:90] + " --b", "  t --α " + x[:90] + " \\\n      --b"},
		{"  t --a " + x[:70] + " --b " + x[:70] + " --c", "  t --a " + x[:70] + " \\\n      --b " + x[:70] + " --c"},
		{"  t " + x + " --b", "  t " + x + " --b"},
	} {
		got := breakLine(c.line)
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if joined := regexp.MustCompile(`\\\n *`).ReplaceAllString(got, ""); joined != c.line {
			t.Errorf("a shell reads %q as %q", got, joined)
		}
	}
}
