package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// readmePrograms are what the programs of README.md print, in their order.
var readmePrograms = []struct {
	prints string
	long   bool // it trains
}{
	{prints: `^0\.\d+ \[\S+( \S+){5}\] \[\S+( \S+){5}\]\n$`},
	{prints: `^(epoch \d: \d\.\d\d\n){3}10000 rows of 64\n$`, long: true},
	{prints: `^best as they are: (true|false) 100\n$`},
}

// TestReadmePrograms compiles every block of Go in README.md as a program of this module,
// and runs it in a folder of its own.
func TestReadmePrograms(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(text, -1)
	if len(blocks) != len(readmePrograms) {
		t.Fatalf("%d programs, want %d", len(blocks), len(readmePrograms))
	}
	for i, block := range blocks {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			dir := t.TempDir()
			source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
			if err := os.WriteFile(source, block[1], 0o666); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("go", "build", "-o", program, source).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if readmePrograms[i].long && testing.Short() {
				t.Skip("training takes seconds")
			}
			run := exec.Command(program)
			run.Dir = dir
			out, err := run.CombinedOutput()
			if err != nil || !regexp.MustCompile(readmePrograms[i].prints).Match(out) {
				t.Errorf("%v, it prints\n%s", err, out)
			}
		})
	}
}
