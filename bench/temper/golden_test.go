package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/race"
)

// The golden tests hold everything that the command prints and writes: whoever
// rebuilds what is below it sees each difference. Every case has a folder in
// testdata/golden; TEMPER_UPDATE_GOLDEN=1 writes them anew:
//
//	commands.txt             the command lines, numbered
//	01-NAME.json, .txt       standard output, with and without --json
//	01-NAME.stderr.txt       standard error, and the exit status unless it is 0
//	RUN/config.json, ...     files that a command wrote and that can be read
//	files.txt                the SHA-256 of all other files, checkpoints by their tensors
//
// What differs from one run or machine to the next stands there as "*", and so
// does the linear probe by L-BFGS, the one result outside the bit contract.

// goldenCase is a list of command lines that are run in one folder in turn.
type goldenCase struct {
	name  string
	slow  bool // trains: not for short runs
	setup func(t *testing.T)
	lines []string
}

// goldenCases are all cases. The lines are those of the README first, made small.
func goldenCases() []goldenCase {
	return slices.Concat([]goldenCase{readmeCase, textCase, measureCase, retrievalCase, mineCase, tuneCase}, lossCases(), trainCases(), studyCases)
}

// TestGolden runs the cases one after the other: their paths are relative, so
// that no output depends on where the folder is, and the working directory is
// the whole process's.
func TestGolden(t *testing.T) {
	for _, c := range goldenCases() {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && (testing.Short() || race.Enabled) { // other tests have what races
				t.Skip("trains encoders")
			}
			t.Chdir(t.TempDir())
			if c.setup != nil {
				c.setup(t)
			}
			inputs := tree(t, ".")
			got := map[string]string{"commands.txt": ""}
			for i, line := range c.lines {
				record(t, got, i+1, line)
			}
			describeFiles(t, got, inputs)
			compareGolden(t, c.name, got)
		})
	}
}

// The flags' help is stored as it is: it depends on no machine.
func TestGoldenHelp(t *testing.T) {
	got := map[string]string{}
	got["temper.txt"], _ = succeed(t, "--help")
	for _, sub := range newRootCommand().Commands() {
		got[sub.Name()+".txt"], _ = succeed(t, sub.Name(), "--help")
	}
	compareGolden(t, "help", got)
}

// Every error is a status and one line on standard error, leaves standard output
// empty, and leaves no file behind.
func TestGoldenErrors(t *testing.T) {
	got := map[string]string{}
	t.Chdir(t.TempDir())
	errorInputs(t)
	inputs := tree(t, ".")
	for name, lines := range goldenErrors {
		var text strings.Builder
		for _, line := range lines {
			var stdout, stderr bytes.Buffer
			status := run(t.Context(), strings.Fields(name+" "+line), &stdout, &stderr)
			if status == exitOK || stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("temper %s %s: status %d, stdout %q, stderr %q", name, line, status, &stdout, &stderr)
			}
			writeError(&text, name+" "+line, status, stderr.String())
		}
		got[name+".txt"] = text.String()
	}
	if left := tree(t, "."); !slices.Equal(left, inputs) {
		t.Errorf("wrong command lines left %v in place of %v", left, inputs)
	}
	compareGolden(t, "errors", got)
}

// A folder that is no case's is left from one that is gone.
func TestGoldenFolders(t *testing.T) {
	known := []string{"help", "errors"}
	for _, c := range goldenCases() {
		if slices.Contains(known, c.name) {
			t.Errorf("two cases are called %s", c.name)
		}
		known = append(known, c.name)
	}
	entries, err := os.ReadDir(goldenRoot)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if slices.Contains(known, entry.Name()) {
			continue
		}
		if updateGolden {
			os.RemoveAll(filepath.Join(goldenRoot, entry.Name()))
			continue
		}
		t.Errorf("%s is no case's", filepath.Join(goldenRoot, entry.Name()))
	}
}
