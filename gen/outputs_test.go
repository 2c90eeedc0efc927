package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = ".."

// committed returns the generated files by their paths in the module: all of asm, and of package impl those that say so.
func committed(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, dir := range []string{"asm", impl} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			if dir == "asm" || strings.HasPrefix(string(text), generated) {
				files[filepath.ToSlash(name)] = string(text)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// The assembly and the tables are what the generator writes, all of it and nothing else.
func TestUpToDate(t *testing.T) {
	want, err := outputs()
	if err != nil {
		t.Fatal(err)
	}
	got := committed(t)
	for name, text := range want {
		if got[name] != string(text) {
			t.Errorf("%s is stale: run go generate ./...", name)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("%s is not generated", name)
		}
	}
}

func TestTwin(t *testing.T) {
	for kernel, want := range map[string]string{
		"Dot": "dotGeneric", "ExpSum": "expSumGeneric", "SGD": "sgdGeneric", "FMALoop": "fmaLoopGeneric", "ReLUBackward": "reLUBackwardGeneric",
	} {
		if got := twin(kernel); got != want {
			t.Errorf("twin(%s) = %s, want %s", kernel, got, want)
		}
	}
}

// A kernel's comment names the twin that specifies it.
func TestDocsNameTwins(t *testing.T) {
	for _, k := range kernels {
		if !k.NoTwin && !strings.HasPrefix(k.Doc, k.Name+" is "+twin(k.Name)+": ") {
			t.Errorf("%s: %q does not name its twin", k.Name, k.Doc)
		}
	}
}
