package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// helpWidth is the most columns that a line of help takes: two windows of that width
// stand side by side on most screens.
const helpWidth = 100

// narrow keeps the help of root and its subcommands to helpWidth: flags are wrapped, and
// examples go on in another line. What else there is to say is written in short lines.
func narrow(root *cobra.Command) {
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", helpWidth)))
	for _, sub := range root.Commands() {
		lines := strings.Split(sub.Example, "\n")
		for i, line := range lines {
			lines[i] = breakLine(line)
		}
		sub.Example = strings.Join(lines, "\n")
	}
}

// breakLine breaks a long command line between flags, as a shell takes it.
func breakLine(line string) string {
	const more, indent = ` \`, "      "
	if utf8.RuneCountInString(line) <= helpWidth {
		return line
	}
	cut := strings.LastIndex(string([]rune(line)[:helpWidth-len(more)+len(" --")]), " --")
	if cut <= len(indent) {
		return line
	}
	return line[:cut] + more + "\n" + breakLine(indent+line[cut+1:])
}

// wrap breaks a text into lines of at most width characters.
func wrap(text string, width int) (lines []string) {
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		if last < 0 || utf8.RuneCountInString(lines[last]+" "+word) > width {
			lines = append(lines, word)
			continue
		}
		lines[last] += " " + word
	}
	return lines
}
