package main

import (
	"math"
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
		got, err := parseTaus(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		same := func(a, b float64) bool { return math.Abs(a-b) < 1e-14*b }
		if !slices.EqualFunc(got, want, same) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	taus, err := parseTaus("0.02:1:20")
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

	stdout, _ = succeed(t, "analyze", "--embeddings", z)
	if lines := strings.Count(stdout, "\n"); lines != 6 || !strings.Contains(stdout, "effective of 3") {
		t.Errorf("want a head and five temperatures:\n%s", stdout)
	}
}

func TestAnalyzeRefuses(t *testing.T) {
	dir := t.TempDir()
	z := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 3)
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{1, `--tau 0: "0" is not a positive`, []string{"--embeddings", z, "--tau", "0"}},
		{1, "--tau -0.1", []string{"--embeddings", z, "--tau", "-0.1"}},
		{1, "--tau nan", []string{"--embeddings", z, "--tau", "1,nan"}},
		{1, "tau = 1e-05", []string{"--embeddings", z, "--tau", "1e-5"}},
		{1, "--tau 0:1:5", []string{"--embeddings", z, "--tau", "0:1:5"}},
		{1, "from 2 to 10000 values", []string{"--embeddings", z, "--tau", "0.1:1:1"}},
		{1, "from 2 to 10000 values", []string{"--embeddings", z, "--tau", "0.1:1:1000000000"}},
		{1, "LOW:HIGH:COUNT", []string{"--embeddings", z, "--tau", "0.1:1"}},
		{1, `"" is not`, []string{"--embeddings", z, "--tau", "0.1,"}},
		{1, "inf.npy: loss: z row 0: infinity", []string{"--embeddings", save(t, dir, "inf", 2, float32(math.Inf(1)), 0, 1, 1)}},
		{1, "zero.npy: loss: z row 2: all zeros", []string{"--embeddings", save(t, dir, "zero", 2, 1, 1, 1, 1, 0, 0)}},
		{1, "one.npy: loss: analysis of 1 row", []string{"--embeddings", save(t, dir, "one", 2, 1, 0)}},
		{2, "analyze needs --embeddings", nil},
	} {
		fail(t, c.status, c.want, append([]string{"analyze", "--json"}, c.args...)...)
	}
}
