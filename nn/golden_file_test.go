package nn

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// goldenFile holds what every instruction set, every architecture and every
// number of threads must give: a line for each result, its name, a tab and its
// hash, in the order of the names. What a name begins with says whose it is:
//
//	weights/  all that a training changes, by fingerprint
//	reports/  all that it reports, step by step and epoch by epoch
//	tensors/  the names and shapes in its checkpoint
//	embed/    what the trained encoder gives in evaluation
//	steps/    embeddings, and weights after a step, through convolutions of every shape
//	resume/   weights of the runs in testdata/runs, once they are resumed
//
// TEMPER_UPDATE_GOLDEN=1 rewrites the lines of the tests that are run. It is for
// results that are new: a changed line is a change of every user's results.
const goldenFile = "testdata/golden.txt"

var goldenSections = []string{"weights/", "reports/", "tensors/", "embed/", "steps/", "resume/"}

// checkGolden compares results with the file's lines of some sections, all of
// which must be among the results.
func checkGolden(t *testing.T, got map[string]string, sections ...string) {
	t.Helper()
	file := readGolden(t)
	want := make(map[string]string)
	for name, hash := range file {
		if beginsWith(name, sections) {
			want[name] = hash
			delete(file, name)
		}
	}
	if os.Getenv("TEMPER_UPDATE_GOLDEN") == "1" {
		maps.Copy(file, got)
		writeGolden(t, file)
		return
	}
	all := maps.Clone(want)
	maps.Copy(all, got)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if got[name] != want[name] {
			t.Errorf("%s: %s, want %s", name, orNone(got[name]), orNone(want[name]))
		}
	}
}

func beginsWith(name string, sections []string) bool {
	return slices.ContainsFunc(sections, func(s string) bool { return strings.HasPrefix(name, s) })
}

// readGolden returns the file's hashes by name. A line that no test could miss is
// an error.
func readGolden(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(goldenFile)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	hashes := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		name, hash, tab := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !tab || hash == "" || hashes[name] != "" || !beginsWith(name, goldenSections) {
			t.Fatalf("%s: line %q is twice there or none of a name, a tab and a hash", goldenFile, line)
		}
		hashes[name] = hash
	}
	return hashes
}

func writeGolden(t *testing.T, hashes map[string]string) {
	t.Helper()
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(hashes)) {
		text.WriteString(name + "\t" + hashes[name] + "\n")
	}
	if err := os.WriteFile(goldenFile, []byte(text.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s rewritten", goldenFile)
}
