// Package golden compares results with hashes that are kept in a file, for tests.
package golden

import (
	"cmp"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// file holds what every instruction set, every architecture and every number of threads
// must give: a line for each result, its name, a tab and its hash, in the order of the
// names. What a name begins with, its section, says whose it is.
const file = "testdata/golden.txt"

// Check compares results with the lines that testdata/golden.txt has of some sections,
// all of which must be among the results.
//
// TEMPER_UPDATE_GOLDEN=1 rewrites the lines of the tests that are run. It is for results
// that are new: a changed line is a change of every user's results.
func Check(t *testing.T, got map[string]string, sections ...string) {
	t.Helper()
	lines := read(t)
	want := make(map[string]string)
	for name, hash := range lines {
		if beginsWith(name, sections) {
			want[name] = hash
			delete(lines, name)
		}
	}
	if os.Getenv("TEMPER_UPDATE_GOLDEN") == "1" {
		maps.Copy(lines, got)
		write(t, lines)
		return
	}
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if got[name] != want[name] {
			t.Errorf("%s: %s, want %s", name, cmp.Or(got[name], "none"), cmp.Or(want[name], "none"))
		}
	}
}

func beginsWith(name string, sections []string) bool {
	return slices.ContainsFunc(sections, func(s string) bool { return strings.HasPrefix(name, s) })
}

// read returns the file's hashes by name. A line that no test could miss is
// an error.
func read(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	hashes := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		name, hash, tab := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !tab || hash == "" || hashes[name] != "" {
			t.Fatalf("%s: line %q is twice there or none of a name, a tab and a hash", file, line)
		}
		hashes[name] = hash
	}
	return hashes
}

func write(t *testing.T, hashes map[string]string) {
	t.Helper()
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		text.WriteString(name + "\t" + hashes[name] + "\n")
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s rewritten", file)
}
