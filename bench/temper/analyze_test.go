package main

import (
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseTaus(t *testing.T) {
	for text, want := range map[string][]float64{
		"0.05":                 {0.05},
		"0.05, 0.1,1":          {0.05, 0.1, 1},
		"0.01:1:3":             {0.01, 0.1, 1},
		"1:0.01:3":             {1, 0.1, 0.01},
		"5,0.25:4:5,0.001:1:2": {5, 0.25, 0.5, 1, 2, 4, 0.001, 1},
	} {
		got, err := parseTaus("tau", text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		same := func(a, b float64) bool { return math.Abs(a-b) < 1e-14*b }
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	taus, err := parseTaus("tau", "0.02:1:20")
	if err != nil || len(taus) != 20 || taus[0] != 0.02 || taus[19] != 1 {
		t.Errorf("0.02:1:20: %v, %v", taus, err)
	}
}

// Four rows, e1, e1, e2, -e1, at τ = 1.
func TestAnalyzeKnownValues(t *testing.T) {
	z := save(t, t.TempDir(), "z", 2, 1, 0, 2, 0, 0, 3, -4, 0)
	stdout, _ := succeed(t, "analyze", "--embeddings", z, "--tau", "1", "--json")
	o := object(t, stdout)
	near(t, "anchors", o["anchors"], 4)
	near(t, "negatives", o["negatives"], 3)

	// The similarities of each anchor to its negatives.
	var entropy, effective, hardest float64
	for _, s := range [][]float64{{1, 0, -1}, {1, 0, -1}, {0, 0, 0}, {-1, -1, 0}} {
		sum, h := 0.0, 0.0
		for _, v := range s {
			sum += math.Exp(v)
		}
		for _, v := range s {
			r := math.Exp(v) / sum
			h -= r * math.Log(r)
		}
		entropy += h / 4
		effective += math.Exp(h) / 4
		hardest += math.Exp(slices.Max(s)) / sum / 4
	}
	taus := o["taus"].([]any)
	got := taus[0].(map[string]any)
	near(t, "tau", got["tau"], 1)
	near(t, "entropy", got["entropy"], entropy)
	near(t, "effective_negatives", got["effective_negatives"], effective)
	near(t, "hardest_share", got["hardest_share"], hardest)

	if _, ok := got["same_class_share"]; ok || o["same_class"] != nil {
		t.Errorf("without labels: %v", o)
	}

	stdout, _ = succeed(t, "analyze", "--embeddings", z)
	table, words, _ := strings.Cut(stdout, "\n\nentropy ")
	lines := strings.Split(table, "\n")
	if len(lines) != 24 || lines[0] != "4 anchors of 2 values, each with 3 negatives" || !strings.HasPrefix(lines[1], "similarities deviate by ") || !strings.Contains(lines[3], "effective of 3") ||
		strings.Contains(stdout, "same class") || !strings.Contains(words, "\nhardest 1 % ") {
		t.Errorf("want the counts, a head, twenty temperatures and what the columns are:\n%s", stdout)
	}
}

// The same rows, the first two of one class, at τ = 1.
func TestAnalyzeLabels(t *testing.T) {
	dir := t.TempDir()
	z, y := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 3, -4, 0), saveInts(t, dir, "y", 7, 7, 1, 2)
	stdout, _ := succeed(t, "analyze", "--embeddings", z, "--labels", y, "--tau", "1,2", "--json")
	o := object(t, stdout)
	near(t, "same_class", o["same_class"], 1.0/6)
	near(t, "same_class_share", o["taus"].([]any)[0].(map[string]any)["same_class_share"], math.E/(math.E+1+1/math.E)/2)

	stdout, _ = succeed(t, "analyze", "--embeddings", z, "--labels", y, "--tau", "0.1")
	for _, words := range []string{", 16.7 % of them of its class\n", "same class\n", "\nsame class    its share"} {
		if !strings.Contains(stdout, words) {
			t.Errorf("%q is not in\n%s", words, stdout)
		}
	}
	stdout, _ = succeed(t, "analyze", "--embeddings", z, "--labels", saveInts(t, dir, "distinct", 0, 1, 2, 3), "--tau", "1", "--json")
	o = object(t, stdout)
	near(t, "same_class of rows of four classes", o["same_class"], 0)
	near(t, "same_class_share of rows of four classes", o["taus"].([]any)[0].(map[string]any)["same_class_share"], 0)
}

// What is measured of trained rows decides on no temperature, and says so.
func TestAnalyzeStart(t *testing.T) {
	z := save(t, t.TempDir(), "z", 2, 1, 0, 2, 0, 0, 3, -4, 0)
	help, _ := succeed(t, "analyze", "--help")
	text, _ := succeed(t, "analyze", "--embeddings", z)
	for where, words := range map[string]string{"the help": help, "the table": text} {
		if !strings.Contains(words, "say little of others.") {
			t.Errorf("%s does not say that no figure chooses:\n%s", where, words)
		}
	}
	stdout, _ := succeed(t, "analyze", "--embeddings", z, "--json")
	o := object(t, stdout)
	keys := slices.Sorted(maps.Keys(o))
	if want := []string{"anchors", "deviation", "negatives", "start_tau", "taus"}; !slices.Equal(keys, want) {
		t.Errorf("fields %v, want %v", keys, want)
	}
	near(t, "start_tau", o["start_tau"], 0.4*o["deviation"].(float64))
}

func TestAnalyzePlot(t *testing.T) {
	dir := t.TempDir()
	z, y := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 3, -4, 0), saveInts(t, dir, "y", 7, 7, 1, 2)
	svg, png := filepath.Join(dir, "tau.svg"), filepath.Join(dir, "tau.png")
	put(t, svg, []byte("old"))
	succeed(t, "analyze", "--embeddings", z, "--labels", y, "--plot", svg)
	for _, text := range []string{">effective negatives<", ">hardest 1 %<", ">same class<", ">same-class pairs<", "temperature τ"} {
		if !strings.Contains(string(get(t, svg)), text) {
			t.Errorf("the plot does not say %q", text)
		}
	}
	succeed(t, "analyze", "--embeddings", z, "--tau", "1", "--plot", png) // one point
	if !strings.HasPrefix(string(get(t, png)), "\x89PNG") {
		t.Error("no PNG")
	}

	missing := filepath.Join(dir, "missing.npy")
	fail(t, exitUsage, "--plot tau.gif: ", "analyze", "--embeddings", missing, "--plot", "tau.gif")
	fail(t, exitUsage, "--plot svg: ", "analyze", "--embeddings", missing, "--plot", "svg")
	fail(t, exitUsage, "--plot : ", "analyze", "--embeddings", missing, "--plot", "")
	fail(t, exitError, filepath.Join(dir, "no", "a.svg"), "analyze", "--embeddings", missing, "--plot", filepath.Join(dir, "no", "a.svg"))
	before := get(t, svg)
	fail(t, exitError, "zero.npy: 1 of 2 items is bad: row 0: all zeros", "analyze", "--embeddings", save(t, dir, "zero", 1, 0, 1), "--plot", svg)
	if string(get(t, svg)) != string(before) {
		t.Error("a failed call changed the plot of an earlier one")
	}
	plain := filepath.Join(dir, "plain.svg") // an input by the name of a figure
	put(t, plain, get(t, z))
	fail(t, exitError, "named twice", "analyze", "--embeddings", plain, "--plot", plain)
}

func TestAnalyzeRefuses(t *testing.T) {
	dir := t.TempDir()
	z := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 3)
	absent := filepath.Join(dir, "absent.npy")
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{1, `--tau 0: "0" is no temperature in [0.0001, 10000]`, []string{"--embeddings", z, "--tau", "0"}},
		{1, "--tau -0.1", []string{"--embeddings", z, "--tau", "-0.1"}},
		{1, "--tau nan", []string{"--embeddings", z, "--tau", "1,nan"}},
		{1, `temper: --tau 1e-5: "1e-5" is no`, []string{"--embeddings", z, "--tau", "1e-5"}},
		{1, "--tau 0:1:5", []string{"--embeddings", z, "--tau", "0:1:5"}},
		{1, "from 2 to 10000 values", []string{"--embeddings", z, "--tau", "0.1:1:1"}},
		{1, "from 2 to 10000 values", []string{"--embeddings", z, "--tau", "0.1:1:1000000000"}},
		{1, "LOW:HIGH:COUNT", []string{"--embeddings", z, "--tau", "0.1:1"}},
		{1, `"" is no`, []string{"--embeddings", z, "--tau", "0.1,"}},
		{1, "inf.npy: 1 of 2 items is bad: row 0: infinity", []string{"--embeddings", save(t, dir, "inf", 2, float32(math.Inf(1)), 0, 1, 1)}},
		{1, "zero.npy: 1 of 3 items is bad: row 2: all zeros", []string{"--embeddings", save(t, dir, "zero", 2, 1, 1, 1, 1, 0, 0)}},
		{1, "one.npy: 1 row, want at least 2", []string{"--embeddings", save(t, dir, "one", 2, 1, 0)}},
		{1, "absent.npy", []string{"--embeddings", absent}},
		{1, "absent.npy", []string{"--embeddings", z, "--labels", absent}},
		{1, "few.npy has 2 labels", []string{"--embeddings", z, "--labels", saveInts(t, dir, "few", 0, 1)}},
		{1, "z.npy: 1 of 3 items is bad: row 2: label -7, want 0 or more; --skip-bad leaves", []string{"--embeddings", z, "--labels", saveInts(t, dir, "below", 0, 1, -7)}},
		{1, "z.npy: float32 of shape (3, 2), want integers in one dimension", []string{"--embeddings", z, "--labels", z}},
		{2, "analyze needs --embeddings", nil},
	} {
		fail(t, c.status, c.want, append([]string{"analyze", "--json"}, c.args...)...)
	}
}
