package main

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// file is a matrix of a test, row by row.
type file [][]float32

func draw(seed uint64, rows, cols int) file {
	rng, f := portable.NewRand(seed), make(file, rows)
	for i := range f {
		f[i] = make([]float32, cols)
		for k := range f[i] {
			f[i][k] = float32(rng.Normal())
		}
	}
	return f
}

func (f file) save(t *testing.T, dir, name string) string {
	t.Helper()
	return save(t, dir, name, len(f[0]), slices.Concat(f...)...)
}

// with has rows more, which stand at these places then.
func (f file) with(rows map[int][]float32) file { return inserted(f, rows) }

func inserted[T any](values []T, at map[int]T) []T {
	values = slices.Clone(values)
	for _, place := range slices.Sorted(maps.Keys(at)) {
		values = slices.Insert(values, place, at[place])
	}
	return values
}

var nan, infinity = float32(math.NaN()), float32(math.Inf(-1))

// Rows of four values that cannot be used, at both ends, side by side and alone, in a file
// of 50 rows with these.
var unusable = map[int][]float32{
	0: {0, 0, 0, 0}, 7: {1, 2, nan, infinity}, 8: {infinity, 1, 1, 1}, 20: {1e-30, 0, 0, 0}, 31: {3e38, 3e38, 0, 0}, 49: {0, 0, 0, nan},
}

// spoilt writes 43 good rows and their labels, and the same with the unusable ones and one
// more, whose label is negative.
func spoilt(t *testing.T, dir, name string, seed uint64) (clean, holes []string) {
	t.Helper()
	z, labels := draw(seed, 43, 4), make([]int, 43)
	for i := range labels {
		labels[i] = i * i % 3
	}
	more, classes := maps.Clone(unusable), map[int]int{}
	more[40] = []float32{1, 2, 3, 4}
	for i := range more {
		classes[i] = 1
	}
	classes[40] = -3
	clean = []string{z.save(t, dir, name), saveInts(t, dir, name+"-labels", labels...)}
	holes = []string{z.with(more).save(t, dir, name+"-holes"), saveInts(t, dir, name+"-holes-labels", inserted(labels, classes)...)}
	return clean, holes
}

const saysUnusable = "row 0: all zeros, which has no direction; row 7: NaN in column 2; row 8: infinity in column 0; " +
	"row 20: its length is below 1e-17, too short for float32; row 31: its length overflows float32; and 2 more"

// Bad rows are listed, all files' ones, and nothing is computed; with --skip-bad everything
// is as it is without them, but for a line and a count.
func TestSkipBadSamples(t *testing.T) {
	dir := t.TempDir()
	clean, holes := spoilt(t, dir, "z", 1)
	cleanQ, holesQ := spoilt(t, dir, "q", 2)
	plot := filepath.Join(dir, "tau.svg")
	for _, c := range []struct {
		args        string
		files       []string
		rows, query any // counted
	}{
		{"eval --embeddings=Z --labels=Y --k=3", holes[:1], 7.0, nil},
		{"eval --embeddings=Z --labels=Y --k=3 --sample=20", holes[:1], 7.0, nil},
		{"eval --embeddings=Z --labels=Y --queries=Q --query-labels=QY --k=3", []string{holes[0], holesQ[0]}, 7.0, 7.0},
		{"eval --embeddings=GOOD --labels=CLASSES --queries=Q --query-labels=QY --k=3", holesQ[:1], nil, 7.0},
		{"analyze --embeddings=Z --labels=Y --tau=0.05,0.3", holes[:1], 7.0, nil},
		{"analyze --embeddings=Z --labels=Y --plot=PLOT", holes[:1], 7.0, nil},
	} {
		line := func(z, q []string, more ...string) []string {
			names := strings.NewReplacer("=Z", "="+z[0], "=Y", "="+z[1], "=QY", "="+q[1], "=Q", "="+q[0],
				"=GOOD", "="+clean[0], "=CLASSES", "="+clean[1], "=PLOT", "="+plot)
			return append(strings.Fields(names.Replace(c.args)), more...)
		}
		var listed, left []string
		for _, path := range c.files {
			listed = append(listed, path+": 7 of 50 items are bad: "+saysUnusable)
			left = append(left, path+": 7 of 50 rows left out as bad: "+saysUnusable+"\n")
		}
		fail(t, exitError, "temper: "+strings.Join(listed, "; ")+"; --skip-bad leaves bad items out\n", line(holes, holesQ, "--json")...)

		text, _ := succeed(t, line(clean, cleanQ)...)
		got, stderr := succeed(t, line(holes, holesQ, "--skip-bad")...)
		if got != text || stderr != strings.Join(left, "") {
			t.Errorf("%v: %q\n%s\nwant\n%s", c.args, stderr, got, text)
		}
		stdout, _ := succeed(t, line(clean, cleanQ, "--json", "--skip-bad")...)
		want := object(t, stdout)
		stdout, _ = succeed(t, line(holes, holesQ, "--json", "--skip-bad")...)
		o := object(t, stdout)
		if o["skipped_rows"] != c.rows || o["skipped_queries"] != c.query {
			t.Errorf("%v: %v rows and %v queries skipped, want %v and %v", c.args, o["skipped_rows"], o["skipped_queries"], c.rows, c.query)
		}
		delete(o, "skipped_rows")
		delete(o, "skipped_queries")
		if fmt.Sprint(o) != fmt.Sprint(want) {
			t.Errorf("%v: %v, want %v", c.args, o, want)
		}
	}
}

// Where nothing is left, --skip-bad is no cure.
func TestSkipBadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	zeros := save(t, dir, "zeros", 2, 0, 0, 0, 0, 0, 0)
	z, y := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 0), saveInts(t, dir, "y", 0, 1, 1)
	below := saveInts(t, dir, "below", -1, -2, 0)
	all := zeros + ": 3 of 3 items are bad: row 0: all zeros, which has no direction; row 1: all zeros, which has no direction; row 2: all zeros, which has no direction"
	one := z + ": 1 of 3 items is bad: row 2: all zeros, which has no direction"
	for _, c := range []struct {
		want string
		args []string
	}{
		{all + "\n", []string{"eval", "--embeddings", zeros}},
		{all + "\n", []string{"eval", "--embeddings", zeros, "--skip-bad"}},
		{all + "\n", []string{"analyze", "--embeddings", zeros, "--skip-bad"}},
		{all + "; " + one + "\n", []string{"eval", "--embeddings", z, "--labels", y, "--queries", zeros, "--query-labels", y}},
		{all + "\n", []string{"eval", "--embeddings", z, "--labels", y, "--queries", zeros, "--query-labels", y, "--skip-bad"}},
		{"3 of 3 items are bad: row 0: label -1, want 0 or more; row 1: label -2, want 0 or more; row 2: all zeros, which has no direction\n",
			[]string{"eval", "--embeddings", z, "--labels", below, "--skip-bad"}},
		{one + "; --skip-bad leaves bad items out\n", []string{"eval", "--embeddings", z, "--labels", y, "--queries", z, "--query-labels", y}},
		{all + "\n", []string{"loss", "--tau", "1", "--z0", z, "--z1", zeros, "--skip-bad"}},
	} {
		fail(t, exitError, c.want, c.args...)
	}
}

// Files that do not fit each other are not looked at for bad rows.
func TestBadRowsOfOtherShapes(t *testing.T) {
	dir := t.TempDir()
	z, y := save(t, dir, "z", 2, 1, 0, 0, 0, 0, 5), saveInts(t, dir, "y", 0, 1, 1)
	few := saveInts(t, dir, "few", -1, 1)
	wide := save(t, dir, "wide", 3, 0, 0, 0, 1, 2, 3, 0, 0, 0)
	fail(t, exitError, "few.npy has 2 labels", "eval", "--embeddings", z, "--labels", few, "--skip-bad")
	fail(t, exitError, "few.npy has 2 labels", "analyze", "--embeddings", z, "--labels", few, "--skip-bad")
	fail(t, exitError, "wide.npy has 3", "eval", "--embeddings", z, "--labels", y, "--queries", wide, "--query-labels", y, "--skip-bad")
}

// A file of many blocks has its bad rows named by their places.
func TestBadRowsOfManyBlocks(t *testing.T) {
	rows := make(file, 9000)
	for i := range rows {
		rows[i] = []float32{1}
	}
	for _, i := range []int{4095, 4096, 8192, 8999} {
		rows[i] = []float32{0}
	}
	z := rows.save(t, t.TempDir(), "z")
	for _, i := range []int{4095, 4096, 8192, 8999} {
		fail(t, exitError, fmt.Sprintf(" row %d: all zeros", i), "eval", "--embeddings", z)
	}
	fail(t, exitError, ": 4 of 9000 items are bad: ", "eval", "--embeddings", z)
}
