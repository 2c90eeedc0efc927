package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

const root = "../asm"

// committed returns the files below asm by their path there.
func committed(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The assembly is what the generator writes, all of it and nothing else.
func TestUpToDate(t *testing.T) {
	want, err := outputs()
	if err != nil {
		t.Fatal(err)
	}
	got := committed(t)
	for name, text := range want {
		if got[name] != string(text) {
			t.Errorf("asm/%s is stale: run go generate ./...", name)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("asm/%s is not generated", name)
		}
	}
}
