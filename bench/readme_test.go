package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestReadmePrograms compiles every block of Go in README.md as a program of this module,
// runs it in a folder of its own, and holds that it prints what stands below it.
func TestReadmePrograms(t *testing.T) {
	text := readPage(t, "../README.md")
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```\n\nprints\n\n```text\n(.*?)```").FindAllStringSubmatch(text, -1)
	if n := strings.Count(text, "```go\n"); n == 0 || n != len(blocks) {
		t.Fatalf("of %d programs %d say what they print", n, len(blocks))
	}
	for i, block := range blocks {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			source, prints := block[1], block[2]
			dir := t.TempDir()
			path, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
			if err := os.WriteFile(path, []byte(source), 0o666); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("go", "build", "-o", program, path).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if strings.Contains(source, "train.Trainer") && testing.Short() {
				t.Skip("training takes seconds")
			}
			run := exec.Command(program)
			run.Dir = dir
			out, err := run.CombinedOutput()
			if err != nil || string(out) != prints {
				t.Errorf("%v, it prints\n%swant\n%s", err, out, prints)
			}
		})
	}
}
