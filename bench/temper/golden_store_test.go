package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goldenRoot is absolute: cases leave the package's folder.
var goldenRoot, _ = filepath.Abs(filepath.Join("testdata", "golden"))

var updateGolden = os.Getenv("TEMPER_UPDATE_GOLDEN") != ""

// compareGolden compares the texts that a case gave, by the names of their files,
// with those in its folder. One too many is an error, on either side.
func compareGolden(t *testing.T, name string, got map[string]string) {
	t.Helper()
	dir := filepath.Join(goldenRoot, name)
	if updateGolden {
		storeGolden(t, dir, got)
		return
	}
	want := map[string]string{}
	for _, file := range tree(t, dir) {
		want[file] = string(get(t, filepath.Join(dir, file)))
	}
	for _, file := range slices.Sorted(maps.Keys(got)) {
		stored, ok := want[file]
		switch {
		case !ok:
			t.Errorf("%s/%s is not stored:\n%s", name, file, got[file])
		case forThisMachine(file, stored) != forThisMachine(file, got[file]):
			t.Errorf("%s/%s: %s", name, file, difference(stored, got[file]))
		}
		delete(want, file)
	}
	for _, file := range slices.Sorted(maps.Keys(want)) {
		t.Errorf("%s/%s is stored, but no longer made", name, file)
	}
}

// storeGolden replaces a case's folder.
func storeGolden(t *testing.T, dir string, got map[string]string) {
	t.Helper()
	if t.Failed() {
		t.Fatal("not stored")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for file, text := range got {
		stored := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(stored), 0o777); err != nil {
			t.Fatal(err)
		}
		put(t, stored, []byte(text))
	}
}

// difference shows the first lines that are not the same and counts the others.
func difference(want, got string) string {
	const most = 8
	var text strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	n := 0
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a == b {
			continue
		}
		if n++; n <= most {
			fmt.Fprintf(&text, "\n\twant %s\n\tgot  %s", a, b)
		}
	}
	if n > most {
		fmt.Fprintf(&text, "\n\tand %d lines more", n-most)
	}
	return text.String()
}

// tree lists the files below dir with slashes, in order. A folder that is not
// there has none.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path.Clean(file))
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
