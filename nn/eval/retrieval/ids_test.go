package retrieval

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestIDs(t *testing.T) {
	ids, err := decodeIDs(strings.NewReader("b\r\na c\nü\n\n"), 3)
	if err != nil || !slices.Equal(ids, IDs{"b", "a c", "ü"}) {
		t.Fatalf("%q, %v", ids, err)
	}
	notB := func(id string) bool { return id != "b" }
	if !ids.Before(0, 1) || ids.Before(0, 2) || ids.Of(2) != "ü" || !maps.Equal(ids.Rows(3, notB), map[string]int{"a c": 1, "ü": 2}) {
		t.Error("rows by their ids")
	}
	wantError(t, ids.CheckRun(), `row 1: id "a c" cannot stand in a TREC run`)
	if err := (IDs{"b", "ü"}).CheckRun(); err != nil || IDs(nil).CheckRun() != nil {
		t.Error(err)
	}
	var numbers IDs // by bytes, "9" is behind "10"
	if numbers.Of(10) != "10" || !numbers.Before(9, 10) || !numbers.Before(2, 1) || !maps.Equal(numbers.Rows(2, notB), map[string]int{"0": 0, "1": 1}) {
		t.Error("numbers for ids")
	}
	for text, want := range map[string]string{
		"a\nb\n":       "2 ids for 3 rows",
		"a\nb\nc\nd\n": "4 ids for 3 rows",
		"":             "0 ids for 3 rows",
		"a\n\nc\nd\n":  "line 3: the line before is blank, row 1 has no id",
		"a\nb\na\n":    `line 3: id "a" is that of line 1 already`,
	} {
		_, err := decodeIDs(strings.NewReader(text), 3)
		wantError(t, err, want)
	}
	path := filepath.Join(t.TempDir(), "d.ids")
	if err := os.WriteFile(path, []byte("a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if ids, err := ReadIDs(path, 1); err != nil || ids[0] != "a" {
		t.Errorf("%v, %v", ids, err)
	}
	_, err = ReadIDs(path, 2)
	wantError(t, err, path)
}
