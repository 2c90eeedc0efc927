package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/race"
)

// TestTour goes the tour of README.md, line by line as it is written there, and holds
// that it prints what stands below it. The accuracy, which a change of the arithmetic
// moves a little, may be 2 points lower.
func TestTour(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("an encoder is trained to its end")
	}
	block, claims := tour(t)
	t.Chdir(t.TempDir())
	var printed strings.Builder
	for _, line := range writtenCommands(block) {
		stdout, _ := succeed(t, line...)
		printed.WriteString(stdout)
	}
	for line := range strings.Lines(claims) {
		if strings.HasPrefix(line, "knn_top1") {
			if got, claimed := accuracy(t, printed.String()), accuracy(t, line); got < claimed-2 {
				t.Errorf("kNN gets %v %% right, README.md says %v %%", got, claimed)
			}
			continue
		}
		if !strings.Contains(printed.String(), line) {
			t.Errorf("README.md says that the tour prints\n%sIt prints\n%s", line, &printed)
		}
	}
}

// tour is the tour's block of commands, of at most ten lines that all are ones of
// temper, and the block of what they print.
func tour(t *testing.T) (commands, prints string) {
	t.Helper()
	blocks := regexp.MustCompile("(?s)\n## The tour\n.*?```sh\n(.*?)```.*?```text\n(.*?)```").FindSubmatch(get(t, "../../README.md"))
	if blocks == nil {
		t.Fatal("README.md has no tour")
	}
	commands, prints = string(blocks[1]), string(blocks[2])
	lines, continued := strings.Count(commands, "\n"), strings.Count(commands, "\\\n")
	if n := len(writtenCommands(commands)); lines > 10 || n != lines-continued {
		t.Fatalf("the tour has %d lines, %d commands of temper:\n%s", lines, n, commands)
	}
	return commands, prints
}

// accuracy is the share that kNN gets right, in percent, as temper eval prints it.
func accuracy(t *testing.T, printed string) float64 {
	t.Helper()
	found := regexp.MustCompile(`(?m)^knn_top1 +([\d.]+) %`).FindStringSubmatch(printed)
	if found == nil {
		t.Fatalf("no accuracy of kNN in\n%s", printed)
	}
	share, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return share
}
