package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas/blas32"
)

// An early snapshot is of an eighth of the training, at the reference temperatures.
func TestImages(t *testing.T) {
	s := study.Defaults().Settings
	s.Epochs, s.Batch, s.Holdout = 2, 16, 24
	some, err := load(t.Context(), "some", s, 96, 48)
	if err != nil {
		t.Fatal(err)
	}
	given, untrained, err := some.before(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if given.Negatives != 95 || untrained.Negatives != 95 || reflect.DeepEqual(given, untrained) || given.PositiveMean <= given.Mean {
		t.Errorf("given %+v\nuntrained %+v", given, untrained)
	}
	for tau, early := range map[float64]bool{0.1: true, 0.2: false} {
		training, err := some.train(t.Context(), 3, tau)
		if err != nil {
			t.Fatal(err)
		}
		if training.Tau != tau || len(training.Curve) != 2 || len(training.Voted) != 2 || training.Epochs[1] != 2 || (training.Early != nil) != early {
			t.Errorf("%+v", training)
		}
		if s := training.Scores; len(s) != 2 || s[kNN] <= 0 || s[probe] <= 0 {
			t.Errorf("scores %v", s)
		}
		if early && reflect.DeepEqual(training.Early, untrained) {
			t.Error("the early snapshot is that of the untrained encoder")
		}
	}
}

// folder has 60 documents and as many queries in each part, query i near document i but for
// what a head can pass over. The first half of the test queries asks for documents of training.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const n = 60
	corpus, words := noisy(2*n, 1), func(prefix string, n int) (ids []string) {
		for i := range n {
			ids = append(ids, fmt.Sprint(prefix, i))
		}
		return ids
	}
	save(t, filepath.Join(dir, "corpus"), corpus, words("d", 2*n))
	for part, first := range map[string]int{"train": 0, "test": n / 2} {
		queries := noisy(2*n, 2+uint64(first))
		save(t, filepath.Join(dir, "queries."+part), matrix.Rows(queries, first, first+n), words("q", n))
		text := "query-id\tcorpus-id\tscore\n"
		for i := range n {
			text += fmt.Sprintf("q%d\td%d\t1\n", i, first+i)
		}
		write(t, filepath.Join(dir, "qrels."+part+".tsv"), text)
	}
	return dir
}

// noisy has rows whose first eight values are those of all of its kind, with a little noise, and
// whose other values are noise alone.
func noisy(n int, seed uint64) blas32.General {
	z := matrix.New(n, 16)
	common, own := portable.NewRand(0), portable.NewRand(seed)
	for i := range n {
		row := matrix.Row(z, i)
		for j := range row {
			row[j] = float32(own.Normal())
			if j < 8 {
				row[j] = float32(common.Normal()) + row[j]/2
			}
		}
	}
	return z
}

func save(t *testing.T, path string, z blas32.General, ids []string) {
	t.Helper()
	if err := npy.WriteFloat32(path+".npy", z); err != nil {
		t.Fatal(err)
	}
	write(t, path+".ids", strings.Join(ids, "\n")+"\n")
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestTexts(t *testing.T) {
	dir := folder(t)
	some, err := readTexts(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	given, untrained, err := some.before(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if given.Share != nil || given != untrained || given.Negatives != 119 || given.PositiveMean < given.Mean+0.2 {
		t.Errorf("given %+v", given)
	}
	training, err := some.train(t.Context(), 1, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	s := training.Scores
	if s[all] <= 0 || s[unseen] <= 0 || s[all] == s[unseen] || training.Early == nil {
		t.Errorf("%+v", training)
	}
	for i, gain := range training.Curve {
		if i > 0 && gain < training.Curve[i-1] {
			t.Errorf("the most that was gained falls: %v", training.Curve)
		}
	}
	if some.hasSeen("q31") || !some.hasSeen("q29") {
		t.Error("documents 0 to 59 were seen, of which test queries 0 to 29 ask for 30 to 59")
	}
	write(t, filepath.Join(dir, "qrels.train.tsv"), "q0 0 elsewhere 1\n")
	if some, err = readTexts(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if _, _, err := some.before(t.Context(), 1); err == nil || !strings.Contains(err.Error(), `document "elsewhere"`) {
		t.Errorf("error %v", err)
	}
}

// The penalties of one anchor are those that package analysis finds of the same similarities.
func TestSpreadsOfTexts(t *testing.T) {
	z, _ := square()
	unit, err := unitRows(z)
	if err != nil {
		t.Fatal(err)
	}
	some := &texts{corpus: unit, ids: []string{"a", "b", "c", "d"}}
	some.learned = asked{rows: unit, ids: some.ids, qrels: map[string]map[string]int{"a": {"a": 1}, "b": {"b": 1}, "c": {"c": 1}, "d": {"d": 1}}}
	got, err := some.look(t.Context(), unit)
	if err != nil {
		t.Fatal(err)
	}
	want, err := snapshotOf(t.Context(), z, nil, [2]blas32.General{z, z})
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Entropy {
		near(t, "entropy", got.Entropy[i], want.Entropy[i])
		near(t, "hardest", got.Hardest[i], want.Hardest[i])
		near(t, "deviation", got.Deviation, want.Deviation)
	}
}
