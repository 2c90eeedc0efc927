package main

import (
	"fmt"
	"strings"

	"github.com/abc86604/temper/loss"
)

// lossHelp explains --loss and the selection of negatives, in a command's help.
func lossHelp() string {
	return familyHelp() + `
Every loss takes a selection of an anchor's negatives. --margin and --other-class
drop some, then --topk or --alpha keeps the hardest of what is left; an anchor
that is left without any is skipped and no part of the mean, unless its loss
needs none. Flags that only some losses take default to what their papers use.`
}

// familyHelp lists the losses with what they are.
func familyHelp() string {
	const head, gap, width = 8, 4, 82
	longest := 0
	for _, name := range loss.Names() {
		longest = max(longest, len(name))
	}
	var text strings.Builder
	flag := "--loss"
	for _, m := range loss.Family() {
		name, help := m.Name, m.Help
		if len(m.Aliases) > 0 {
			help += "; also called " + strings.Join(m.Aliases, ", ")
		}
		for _, line := range wrap(help, width-head-longest-gap) {
			fmt.Fprintf(&text, "%-*s%-*s%s\n", head, flag, longest+gap, name, line)
			flag, name = "", ""
		}
	}
	return text.String()
}

// byClass names the losses that look at classes whatever their selection.
func byClass() string { return strings.Join(memberNames(findsByClass), ", ") }

// findsByClass tells whether a loss finds positives by class.
func findsByClass(m *loss.Member) bool { return loss.NeedsLabels(m.New()) }
