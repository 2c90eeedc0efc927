package main

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas/blas32"
)

// save writes a float32 matrix into the test's folder and returns its path.
func save(t *testing.T, dir, name string, cols int, data ...float32) string {
	t.Helper()
	path := filepath.Join(dir, name+".npy")
	m := blas32.General{Rows: len(data) / cols, Cols: cols, Stride: cols, Data: data}
	if err := npy.WriteFloat32(path, m); err != nil {
		t.Fatal(err)
	}
	return path
}

func saveInts(t *testing.T, dir, name string, v ...int) string {
	t.Helper()
	path := filepath.Join(dir, name+".npy")
	if err := npy.WriteInt64(path, v); err != nil {
		t.Fatal(err)
	}
	return path
}

// object decodes a standard output that is one JSON object and nothing else.
func object(t *testing.T, stdout string) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(stdout), &o); err != nil {
		t.Fatalf("%v in %q", err, stdout)
	}
	return o
}

func near(t *testing.T, name string, got any, want float64) {
	t.Helper()
	v, ok := got.(float64)
	if !ok || math.Abs(v-want) > 1e-6*math.Max(1, math.Abs(want)) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

// The pairs are (e1, e1) and (e2, e2), of any length: positives are at cosine 1,
// negatives at 0, and all losses have a closed form.
func TestLossKnownValues(t *testing.T) {
	dir := t.TempDir()
	z0, z1 := save(t, dir, "z0", 2, 3, 0, 0, 1), save(t, dir, "z1", 2, 1, 0, 0, 0.5)
	bank, index := save(t, dir, "bank", 2, 1, 0, 0, 2, -1, 0), saveInts(t, dir, "index", 0, 1)
	pair, stored := []string{"--z0", z0, "--z1", z1}, []string{"--z0", z0, "--bank", bank, "--index", index}
	inE := math.Exp(-1)
	for _, c := range []struct {
		arrangement, loss  string
		more               []string
		want               float64
		anchors, negatives int
	}{
		{"inbatch", "contrastive", []string{"--tau", "1"}, math.Log1p(2 * inE), 4, 2},
		{"inbatch", "contrastive", []string{"--tau", "0.25"}, math.Log1p(2 * math.Exp(-4)), 4, 2},
		{"cross", "contrastive", []string{"--tau", "1"}, math.Log1p(inE), 2, 1},
		{"symmetric", "contrastive", []string{"--tau", "1"}, math.Log1p(inE), 4, 1},
		{"bank", "contrastive", []string{"--tau", "1"}, (math.Log(1+inE+inE*inE) + math.Log1p(2*inE)) / 2, 2, 2},
		{"inbatch", "hard", []string{"--tau", "1", "--topk", "1"}, math.Log1p(2 * inE), 4, 2}, // both tie
		{"bank", "hard", []string{"--tau", "1", "--topk", "1"}, (math.Log1p(inE) + math.Log1p(2*inE)) / 2, 2, 2},
		{"bank", "hard", []string{"--tau", "1", "--alpha", "0.5"}, (math.Log1p(inE) + math.Log1p(2*inE)) / 2, 2, 2},
		{"inbatch", "simple", nil, -1, 4, 2},
		{"bank", "simple", []string{"--tau", "5"}, (-1.5 - 1) / 2, 2, 2},
		{"bank", "simple", []string{"--lambda", "2"}, (-3.0 - 1) / 2, 2, 2},
		{"bank", "hardsimple", []string{"--topk", "1"}, -1, 2, 2},
	} {
		args := append([]string{"loss", "--json", "--threads", "2", "--loss", c.loss, "--negatives", c.arrangement}, c.more...)
		if c.arrangement == "bank" {
			args = append(args, stored...)
		} else {
			args = append(args, pair...)
		}
		stdout, stderr := succeed(t, args...)
		o := object(t, stdout)
		name := c.arrangement + " " + c.loss
		near(t, name, o["loss"], c.want)
		near(t, name+": anchors", o["anchors"], float64(c.anchors))
		near(t, name+": negatives", o["negatives"], float64(c.negatives))
		if o["arrangement"] != c.arrangement || o["threads"] != 2.0 || stderr != "" {
			t.Errorf("%s: %v, stderr %q", name, o, stderr)
		}
	}
}

func TestLossJSON(t *testing.T) {
	dir := t.TempDir()
	z := save(t, dir, "z", 2, 3, 0, 0, 1, 1, 1)
	stdout, _ := succeed(t, "loss", "--tau", "0.2", "--z0", z, "--z1", z, "--repeat", "3", "--json")
	o := object(t, stdout)
	want := []string{"anchors", "arrangement", "grad_bias", "grad_log_scale", "isa", "loss", "negatives", "seconds", "seconds_min", "skipped", "tau", "threads"}
	if got := slices.Sorted(maps.Keys(o)); !slices.Equal(got, want) {
		t.Errorf("keys %v, want %v", got, want)
	}
	near(t, "tau", o["tau"], 0.2)
	if s, least := o["seconds"].(float64), o["seconds_min"].(float64); !(least > 0 && least <= s) {
		t.Errorf("seconds = %v, seconds_min = %v", s, least)
	}
	stdout, _ = succeed(t, "loss", "--loss", "simple", "--tau", "0.2", "--z0", z, "--z1", z, "--json")
	for _, key := range []string{"tau", "grad_log_scale", "grad_bias"} {
		if v, ok := object(t, stdout)[key]; !ok || v != nil {
			t.Errorf("simple: %s = %v, want null", key, v)
		}
	}
}

// People are told how often the time was taken, if more than once.
func TestLossTime(t *testing.T) {
	z := save(t, t.TempDir(), "z", 2, 3, 0, 0, 1, 1, 1)
	for repeat, want := range map[string]bool{"0": false, "1": false, "5": true} {
		stdout, _ := succeed(t, "loss", "--tau", "0.2", "--z0", z, "--z1", z, "--repeat", repeat)
		if strings.Contains(stdout, "median of 5, ") != want || strings.Contains(stdout, "at best") != want {
			t.Errorf("--repeat %s: %s", repeat, stdout)
		}
	}
}

// With p = 1/(e+2) the weight of a negative, the gradient of a unit row e1 is
// (-p, p); through the normalisation of 3 e1 it is (0, p/3).
func TestLossGradients(t *testing.T) {
	dir := t.TempDir()
	g0, g1 := filepath.Join(dir, "g0.npy"), filepath.Join(dir, "g1.npy")
	unit, long := save(t, dir, "unit", 2, 1, 0, 0, 1), save(t, dir, "long", 2, 3, 0, 0, 0.5)
	p := 1 / (math.E + 2)
	for _, c := range []struct {
		z0   string
		more string
		want [4]float64
	}{
		{long, "--normalized=false", [4]float64{0, p / 3, 2 * p, 0}},
		{unit, "--normalized", [4]float64{-p, p, p, -p}},
	} {
		succeed(t, "loss", "--tau", "1", "--z0", c.z0, "--z1", unit, c.more, "--grad0", g0, "--grad1", g1)
		grad, err := npy.ReadFloat32(g0)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			near(t, c.more, float64(grad.Data[i]), want)
		}
		if grad, err := npy.ReadFloat32(g1); err != nil || grad.Rows != 2 || grad.Cols != 2 {
			t.Errorf("grad1: %+v, %v", grad, err)
		}
	}
}

// Bad input is status 1, a wrong command line status 2; no output file is
// touched, neither one that is there nor one that is not.
func TestLossRefuses(t *testing.T) {
	dir := t.TempDir()
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	good := save(t, dir, "good", 2, 1, 0, 0, 1, 1, 1)
	index := saveInts(t, dir, "index", 0, 1, 2)
	cut := filepath.Join(dir, "cut.npy")
	put(t, cut, get(t, good)[:140])
	old, new := filepath.Join(dir, "old.npy"), filepath.Join(dir, "new.npy")
	put(t, old, []byte("old"))

	pair := func(z0, z1 string, more ...string) []string {
		return append([]string{"--tau", "0.1", "--z0", z0, "--z1", z1, "--grad0", old, "--grad1", new}, more...)
	}
	stored := func(bank, index string) []string {
		return []string{"--tau", "0.1", "--negatives", "bank", "--z0", good, "--bank", bank, "--index", index, "--grad0", old}
	}
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{1, "nan.npy: 1 of 3 items is bad: row 1: NaN", pair(save(t, dir, "nan", 2, 1, 0, nan, 1, 1, 1), good)},
		{1, "inf.npy: 1 of 3 items is bad: row 2: infinity", pair(good, save(t, dir, "inf", 2, 1, 0, 0, 1, 1, inf))},
		{1, "zero.npy: 1 of 3 items is bad: row 0: all zeros", pair(good, save(t, dir, "zero", 2, 0, 0, 0, 1, 1, 1))},
		{1, "z0 row 2: not a unit vector", pair(good, good, "--normalized")},
		{1, "z0 is 3×2, z1 is 2×2", pair(good, save(t, dir, "short", 2, 1, 0, 0, 1))},
		{1, "z0 is 3×2, z1 is 3×1", pair(good, save(t, dir, "narrow", 1, 1, 1, 1))},
		{1, "good.npy: named twice", pair(good, good, "--grad0", good)},
		{1, "negatives", pair(save(t, dir, "one", 2, 1, 0), save(t, dir, "single", 2, 1, 0))},
		{1, "cut.npy: cut short", pair(cut, good)},
		{1, "index.npy: int64 of shape (3,), want two dimensions", pair(good, index)},
		{1, "missing.npy: no such file", pair(filepath.Join(dir, "missing.npy"), good)},
		{1, "tau = 0", pair(good, good, "--tau", "0")},
		{1, "tau = -1", pair(good, good, "--tau", "-1")},
		{1, "tau = NaN", pair(good, good, "--tau", "nan")},
		{1, "tau = +Inf", pair(good, good, "--tau", "inf")},
		{1, "topk = 5 exceeds the 4 negatives", pair(good, good, "--loss", "hard", "--topk", "5")},
		{1, "topk = 3 exceeds the 2 negatives", pair(good, good, "--loss", "hardsimple", "--topk", "3", "--negatives", "cross")},
		{1, "topk = -1", pair(good, good, "--loss", "hard", "--topk", "-1")},
		{1, "--topk 0", pair(good, good, "--loss", "hard", "--topk", "0")},
		{1, "--alpha 0", pair(good, good, "--loss", "hard", "--alpha", "0")},
		{1, "alpha = 1.5", pair(good, good, "--loss", "hard", "--alpha", "1.5")},
		{1, "alpha = NaN", pair(good, good, "--loss", "hardsimple", "--alpha", "nan")},
		{1, "not both", pair(good, good, "--loss", "hardsimple", "--alpha", "0.5", "--topk", "1")},
		{1, "lambda = -1", pair(good, good, "--loss", "simple", "--lambda", "-1")},
		{1, "nowhere/g.npy: cannot write", pair(good, good, "--grad1", filepath.Join(dir, "nowhere", "g.npy"))},
		{1, "old.npy: named twice", pair(good, good, "--grad1", old)},
		{1, "old.npy: named twice", pair(good, good, "--grad1", dir+"/./old.npy")},
		{1, "new.npy: named twice", pair(good, good, "--grad0", dir+"/./new.npy")},
		{1, "not a regular file", pair(good, good, "--grad0", dir)},
		{1, "index of anchor 1 is 3", stored(good, saveInts(t, dir, "far", 0, 3, 1))},
		{1, "index of anchor 2 is -1", stored(good, saveInts(t, dir, "below", 0, 1, -1))},
		{1, "index has 2 entries", stored(good, saveInts(t, dir, "few", 0, 1))},
		{1, "bank has 1", stored(save(t, dir, "thin", 1, 1, 1), index)},
		{1, "good.npy: float32 of shape (3, 2), want integers in one dimension", stored(good, good)},

		{2, `unknown flag: --temperature`, []string{"--temperature", "1"}},
		{2, `invalid argument "warm"`, pair(good, good, "--tau", "warm")},
		{2, `--loss "hinge"`, pair(good, good, "--loss", "hinge")},
		{2, `--negatives "queue"`, pair(good, good, "--negatives", "queue")},
		{2, "needs --tau", []string{"--z0", good, "--z1", good}},
		{2, "needs --z1", []string{"--tau", "1", "--z0", good}},
		{2, "needs --index", []string{"--tau", "1", "--negatives", "bank", "--z0", good, "--bank", good}},
		{2, "takes no --grad1", append(stored(good, index), "--grad1", new)},
		{2, "takes no --bank", pair(good, good, "--bank", good)},
		{2, "--loss hard needs --topk or --alpha", pair(good, good, "--loss", "hard")},
		{2, "takes no --lambda", pair(good, good, "--lambda", "1")},
		{2, "--repeat -1", pair(good, good, "--repeat", "-1")},
		{2, "--threads -1", pair(good, good, "--threads", "-1")},
		{2, "loss takes no argument \"stray\"", pair(good, good, "stray")},
	} {
		fail(t, c.status, c.want, append([]string{"loss", "--json"}, c.args...)...)
		if string(get(t, old)) != "old" {
			t.Fatalf("%v: the old file is overwritten", c.args)
		}
		if _, err := os.Stat(new); err == nil {
			t.Fatalf("%v: a new file is left behind", c.args)
		}
	}
}
