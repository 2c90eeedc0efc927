package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unstable are the JSON members that differ from run to run or from machine to
// machine, and the linear probe's.
var unstable = regexp.MustCompile(`"(seconds|seconds_min|items_per_second|path|isa|threads|cpu|cpus|available|system|go|version|linear_top1|linear_iterations)": ` +
	`("[^"]*"|\[[^\]]*\]|[^,\n]+)`)

// normalJSON indents an object and takes out what is unstable.
func normalJSON(t *testing.T, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.TrimSpace(text), "", "  "); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return withoutFolder(unstable.ReplaceAllString(withoutDetails(out.String()), `"$1": "*"`)) + "\n"
}

// withoutDetails takes out what a study's figures are made of: thousands of lines, which
// package study tests.
func withoutDetails(text string) string {
	var kept []string
	end := ""
	for line := range strings.SplitSeq(text, "\n") {
		switch name, _, opens := strings.Cut(line, ": {"); {
		case end != "" && strings.TrimSuffix(line, ",") == end:
			end = ""
		case end != "":
		case opens && (strings.HasSuffix(name, `"detail"`) || strings.HasSuffix(name, `"gallery"`)):
			end = name[:strings.Index(name, `"`)] + "}"
			kept = append(kept, name+`: "*"`)
		default:
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// withoutFolder takes the working directory out of paths.
func withoutFolder(text string) string {
	dir, err := os.Getwd()
	if err != nil {
		return text
	}
	return strings.ReplaceAll(text, dir+string(filepath.Separator), "")
}

// unstableText are the same in words: lines of two columns, and parts of lines.
var unstableText = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`(?m)^(CPU|CPUs|threads|instruction set|available|system|Go|seconds|time|throughput)( +).*$`), "$1$2*"},
	{regexp.MustCompile(`(?m)^(linear_top1)( +).*L-BFGS.*$`), "$1$2*"},
	{regexp.MustCompile(`\b\d+\.\d s\b`), "* s"},
	{regexp.MustCompile(`\b\d+ items/s\b`), "* items/s"},
	{regexp.MustCompile(`\blinear \d+\.\d\d %`), "linear * %"},
	{regexp.MustCompile(`\babout \S+ left\b`), "about * left"},
}

// normalText takes out of a command's words what is unstable.
func normalText(text string) string {
	for _, rule := range unstableText {
		text = rule.from.ReplaceAllString(text, rule.to)
	}
	return normalTable(withoutFolder(text))
}

// inTable is a number in a column of the study's table.
var inTable = regexp.MustCompile(`^ *[0-9.]+$`)

// normalTable takes two columns out of the study's table, which is aligned to
// the right and whose headings are wider than their numbers.
func normalTable(text string) string {
	lines := strings.Split(text, "\n")
	head := []rune(lines[0])
	for _, title := range []string{"linear %", "    s"} {
		before, _, ok := strings.Cut(lines[0], title)
		if !ok || !strings.Contains(lines[0], "−uniformity") {
			return text
		}
		start := len([]rune(before))
		end := start + len(title)
		for i, line := range lines[1:] {
			if row := []rune(line); len(row) == len(head) && inTable.MatchString(string(row[start:end])) {
				copy(row[start:end], []rune(strings.Repeat(" ", end-start-1)+"*"))
				lines[1+i] = string(row)
			}
		}
	}
	return strings.Join(lines, "\n")
}

// normalCSV takes the unstable columns out of a table with a line of headings.
// An empty field stays so: it says that nothing was measured.
func normalCSV(t *testing.T, text []byte) string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		for i, title := range records[0] {
			if slices.Contains([]string{"seconds", "items_per_second", "linear_top1"}, title) && record[i] != "" {
				record[i] = "*"
			}
		}
	}
	var out strings.Builder
	if err := csv.NewWriter(&out).WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
