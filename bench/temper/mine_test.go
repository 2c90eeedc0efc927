package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/format/npy"
	folder "github.com/abc86604/temper/nn/run"
)

// mining are the flags that mine small's files by some judgements, and the file of what is
// found.
func mining(t *testing.T, qrels string) (dir, out string, flags []string) {
	t.Helper()
	dir, flags = small(t)
	put(t, filepath.Join(dir, "qrels.tsv"), []byte("query-id\tcorpus-id\tscore\n"+qrels))
	out = filepath.Join(dir, "neg.tsv")
	flags = append([]string{"mine"}, flags[1:len(flags)-2]...) // without --ks
	return dir, out, append(flags, "--out", out)
}

// Queries right and a see a, b, c and d in this order, at 0.98, 0.90, 0.75 and 0.20, and at
// 1, 0.8, 0.6 and 0; up sees them in the other. A query never finds the document of its id.
func TestMine(t *testing.T) {
	dir, out, flags := mining(t, "right\tb\t1\nright\td\t0\nup\td\t1\nup\tc\t2\nup\tgone\t2\na\tc\t1\nlost\ta\t1\n")
	rows, z0, z1 := filepath.Join(dir, "e.npy"), filepath.Join(dir, "z0.npy"), filepath.Join(dir, "z1.npy")
	stdout, stderr := succeed(t, append(flags, "--k", "2", "--rows-out", rows, "--z0-out", z0, "--z1-out", z1)...)
	want := "query-id\tcorpus-id\tnegative-id\tscore\n" +
		"right\tb\td\t0.196116135\nright\tb\ta\t0.980580688\n" +
		"up\tc\tb\t0.745241344\nup\tc\ta\t0.196116135\nup\td\tb\t0.745241344\nup\td\ta\t0.196116135\n" +
		"a\tc\tb\t0.800000012\na\tc\td\t0\n"
	if got := string(get(t, out)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for path, want := range map[string][]float32{
		rows: {0, 2, 1, 0, 4, 3, 1, 0, 4, 3, 1, 0, 4, 3, 0, 2}, z0: {5, 1, 1, 5, 1, 5, 7, 0}, z1: {4, 3, 3, 4, 0, 2, 3, 4},
	} {
		if got, err := npy.ReadFloat32(path); err != nil || !slices.Equal(got.Data, want) {
			t.Errorf("%s: %v, %v, want %v", path, got.Data, err, want)
		}
	}
	want = strings.ReplaceAll(`documents          4 of 2 values
queries            4 judged, by 7 judgements
missing_queries    1 of 4 judged are not in DIR/q.npy, such as "lost"
missing_documents  1 of 5 judged are not in DIR/d.npy, such as "gone"
pairs              4 of a query and a relevant document
negatives          8
judged_negatives   1 of 8 are judged, and not relevant
short_pairs        0 of 4 have fewer than 2 negatives
`, "DIR", dir)
	if stdout != want || stderr != "" {
		t.Errorf("%s%s\nwant\n%s", stdout, stderr, want)
	}
	stdout, _ = succeed(t, "loss", "--tau", "0.1", "--negatives", "cross", "--z0", z0, "--z1", z1, "--extra", rows, "--json")
	if o := object(t, stdout); o["negatives"] != 5.0 { // 3 other documents and 2 of the pair's own
		t.Errorf("%v negatives of an anchor, want 5", o["negatives"])
	}
}

// Pairs with fewer negatives than --k have fewer lines, and are not among the rows.
func TestMineShortPairs(t *testing.T) {
	dir, out, flags := mining(t, "right\ta\t1\nright\tb\t1\nup\tb\t1\n")
	rows, z1 := filepath.Join(dir, "e.npy"), filepath.Join(dir, "z1.npy")
	line := append(flags, "--k", "1", "--margin", "0.5", "--rows-out", rows, "--z1-out", z1, "--json")
	succeed(t, line...)
	if got, want := string(get(t, out)), "query-id\tcorpus-id\tnegative-id\tscore\nright\ta\td\t0.196116135\nright\tb\td\t0.196116135\nup\tb\ta\t0.196116135\n"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	stdout, _ := succeed(t, append(line, "--margin", "0.75")...)
	o := object(t, stdout)
	for name, want := range map[string]float64{
		"documents": 4, "dim": 2, "queries": 2, "judgements": 3, "missing_queries": 0, "missing_documents": 0,
		"pairs": 3, "k": 1, "negatives": 1, "judged_negatives": 0, "short_pairs": 2,
	} {
		near(t, name, o[name], want)
	}
	for path, want := range map[string][]float32{rows: {0, 2}, z1: {1, 0}} {
		if got, err := npy.ReadFloat32(path); err != nil || !slices.Equal(got.Data, want) {
			t.Errorf("%s: %v, %v, want %v", path, got.Data, err, want)
		}
	}
	before := get(t, out)
	fail(t, 1, "--rows-out: none of 3 pairs has 9 negatives", append(line[:len(line)-1], "--k", "9")...)
	if !slices.Equal(get(t, out), before) {
		t.Errorf("%s: written though there was an error", out)
	}
}

// An adapter that exchanges the values of queries makes of right nearly what up is. The rows
// that are written are those of the files.
func TestMineAdapter(t *testing.T) {
	dir, out, flags := mining(t, "right\tc\t1\n")
	exchanged := swap(t, filepath.Join(dir, "run"))
	z0 := filepath.Join(dir, "z0.npy")
	succeed(t, append(flags, "--k", "3", "--adapter", exchanged, "--z0-out", z0)...)
	want := "query-id\tcorpus-id\tnegative-id\tscore\nright\tc\td\t0.980580688\nright\tc\tb\t0.745241344\nright\tc\ta\t0.196116135\n"
	if got := string(get(t, out)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got, err := npy.ReadFloat32(z0); err != nil || !slices.Equal(got.Data, []float32{5, 1}) {
		t.Errorf("%s: %v, %v", z0, got.Data, err)
	}
	wide, other := save(t, dir, "wide", 3, make12()...), filepath.Join(dir, "other.qrels")
	put(t, other, []byte("a 0 b 1\n"))
	fail(t, 1, "run: it takes rows of 2 values, "+wide+" has 3", append(flags, "--adapter", exchanged, "--corpus", wide,
		"--queries", wide, "--corpus-ids", filepath.Join(dir, "d.ids"), "--query-ids", filepath.Join(dir, "d.ids"), "--qrels", other)...)
	fail(t, 1, "no checkpoint", append(flags, "--adapter", t.TempDir())...)
}

// swap leaves in dir the run of an adapter that exchanges the two values of queries.
func swap(t *testing.T, dir string) string {
	t.Helper()
	rows := matrix.Of([]float32{1, 0, 0, 1}, 2, 2)
	trainer := adapt.Trainer{Settings: adapt.Defaults(), Loss: loss.Contrastive{Tau: 0.1}}
	trainer.Passes = 1
	r, err := trainer.Train(t.Context(), adapt.Pairs(rows, rows))
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Checkpoint(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tensor := range c.Tensors {
		if tensor.Name == "query.a" {
			copy(tensor.Data, []float32{-1, 1, 1, -1}) // beside the identity
		}
	}
	run, err := folder.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Unlock()
	if err := run.Save(c); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMineRefuses(t *testing.T) {
	dir, out, flags := mining(t, "up\td\t1\n")
	with := func(more ...string) []string { return append(slices.Clone(flags), more...) }
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		put(t, path, []byte(text))
		return path
	}
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{2, "mine needs --corpus", []string{"mine"}},
		{2, "mine needs --out", with()[:len(flags)-2]},
		{2, "mine takes flags: temper mine --corpus d.npy", []string{"mine", "d.npy"}},
		{2, "--k 0: want 1 or more", with("--k", "0")},
		{2, "--skip -1: want 0 or more", with("--skip", "-1")},
		{2, "--margin NaN: want a finite number", with("--margin", "nan")},
		{2, "--relative-margin +Inf: want a finite number", with("--relative-margin", "inf")},
		{2, "--json and --out - both want standard output", with("--out", "-", "--json")},
		{1, "neg.tsv: named twice", with("--rows-out", out)},
		{1, "qrels.tsv: named twice", with("--out", filepath.Join(dir, "qrels.tsv"))},
		{1, "no.tsv", with("--qrels", filepath.Join(dir, "no.tsv"))},
		{1, "wide.npy has 3", with("--corpus", save(t, dir, "wide", 3, make12()...))},
		{1, "zero.npy: row 2: all zeros", with("--corpus", save(t, dir, "zero", 2, 1, 0, 2, 1, 0, 0, 1, 2))},
		{1, "zeroq.npy: row 1: all zeros", with("--queries", save(t, dir, "zeroq", 2, 1, 0, 0, 0, 1, 1))},
		{1, `tab.ids: row 2: id "c\tc" cannot stand in --out`, with("--corpus-ids", file("tab.ids", "a\nb\nc\tc\nd\n"))},
		{1, "is relevant to a query of ", with("--qrels", file("none.qrels", "up 0 d 0\nup 0 gone 1\nlost 0 a 1\n"))},
	} {
		fail(t, c.status, c.want, c.args...)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("an output is there though its command failed")
	}
}
