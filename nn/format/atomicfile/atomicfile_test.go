package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for _, text := range []string{"first", "second"} {
		err := Replace(path, 0o644, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		holds(t, dir, text)
	}
	failure := errors.New("failure")
	err := Replace(path, 0o644, func(w io.Writer) error {
		io.WriteString(w, "half")
		return failure
	})
	if err != failure {
		t.Errorf("error %v, want that of the function", err)
	}
	holds(t, dir, "second")
}

// holds checks that dir has one file, with the given text.
func holds(t *testing.T, dir, text string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "file")); err != nil || string(got) != text {
		t.Errorf("the file is %q, %v; want %q", got, err, text)
	}
}

func TestCreateNowhere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	_, err := Create(filepath.Join(dir, "file"), 0o644)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), dir) {
		t.Errorf("error %v, want that there is no such folder, without the temporary name", err)
	}
}

// A program that ends at once leaves nothing half done behind. What Abandon does cannot
// be undone, so that a process of its own does it.
func TestAbandon(t *testing.T) {
	if dir := os.Getenv("ATOMICFILE_ABANDON"); dir != "" {
		f, err := Create(filepath.Join(dir, "file"), 0o644)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, "half")
		Abandon()
		written := make(chan bool)
		go func() {
			f.CloseAtomicallyReplace()
			close(written)
		}()
		select {
		case <-written:
			t.Error("written after Abandon")
		case <-time.After(50 * time.Millisecond):
		}
		return
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestAbandon$")
	child.Env = append(os.Environ(), "ATOMICFILE_ABANDON="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}
