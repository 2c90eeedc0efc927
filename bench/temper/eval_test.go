package main

import (
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"
)

// Rows e1, e1, e2, of classes 0, 1, 1: pairs at squared distance 0, 2 and 2, the
// one same-class pair at cosine 0.
func TestEvalKnownValues(t *testing.T) {
	dir := t.TempDir()
	z := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 5)
	y := saveInts(t, dir, "y", 0, 1, 1)
	uniformity := math.Log((1 + 2*math.Exp(-4)) / 3)

	stdout, _ := succeed(t, "eval", "--embeddings", z, "--json")
	o := object(t, stdout)
	near(t, "uniformity", o["uniformity"], uniformity)
	if got := slices.Sorted(maps.Keys(o)); !slices.Equal(got, []string{"dim", "pairs", "rows", "uniformity"}) {
		t.Errorf("without labels: %v", got)
	}

	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", y, "--json")
	o = object(t, stdout)
	near(t, "uniformity", o["uniformity"], uniformity)
	near(t, "tolerance", o["tolerance"], 0)
	near(t, "tolerance_literal", o["tolerance_literal"], 0)
	// Rows 0 and 1 are each other's nearest and of two classes; row 2 is as far
	// from one as from the other, and the lower class, not its own, wins.
	near(t, "knn_top1", o["knn_top1"], 0)
	for name, want := range map[string]float64{"rows": 3, "dim": 2, "classes": 2, "pairs": 3, "class_pairs": 1, "k": 2, "knn_tau": 0.07} {
		if o[name] != want {
			t.Errorf("%s = %v, want %v", name, o[name], want)
		}
	}
	if _, ok := o["queries"]; ok {
		t.Error("queries where there are none")
	}
	if _, ok := o["linear_top1"]; ok {
		t.Error("linear_top1 without queries")
	}

	q, yq := save(t, dir, "q", 2, 0.1, 7, 9, 0), saveInts(t, dir, "yq", 1, 5)
	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", y, "--queries", q, "--query-labels", yq, "--json")
	o = object(t, stdout)
	near(t, "knn_top1", o["knn_top1"], 0.5)
	near(t, "linear_top1", o["linear_top1"], 0.5)
	if o["queries"] != 2.0 || o["k"] != 3.0 {
		t.Errorf("%v queries by %v neighbours, want 2 by 3", o["queries"], o["k"])
	}

	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", saveInts(t, dir, "distinct", 0, 1, 2), "--json")
	if got := slices.Sorted(maps.Keys(object(t, stdout))); !slices.Equal(got, []string{"classes", "dim", "k", "knn_tau", "knn_top1", "pairs", "rows", "smallest_class", "smallest_class_rows", "uniformity", "warning"}) {
		t.Errorf("no two rows of one class: %v", got)
	}
	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", saveInts(t, dir, "same", 4, 4, 4),
		"--queries", q, "--query-labels", yq, "--json")
	o = object(t, stdout)
	near(t, "tolerance of one class", o["tolerance"], 1.0/3)
	near(t, "literal tolerance of one class", o["tolerance_literal"], 1.0/3)
	if _, ok := o["linear_top1"]; ok {
		t.Error("linear_top1 of one class")
	}
}

// People read four digits and what they are of, whatever is known.
func TestEvalText(t *testing.T) {
	dir := t.TempDir()
	z, y := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 5), saveInts(t, dir, "y", 0, 1, 1)
	q, yq := save(t, dir, "q", 2, 0.1, 7, 9, 0, 3, 0.5), saveInts(t, dir, "yq", 1, 5, 1)
	many, manyLabels := make([]float32, 2*201), make([]int, 201)
	for i := range manyLabels {
		many[2*i] = 1
	}
	all := []string{"--embeddings", z, "--labels", y, "--queries", q, "--query-labels", yq}
	for _, c := range []struct {
		args []string
		want string
	}{
		{all[:2], `
rows        3 of 2 values
uniformity  -1.063  log mean exp(-2 |x-y|²) over 3 pairs
`},
		{all[:4], `
rows               3 of 2 values
classes            2
uniformity         -1.063  log mean exp(-2 |x-y|²) over 3 pairs
tolerance          0       mean similarity of 1 pairs of one class
tolerance_literal  0       pairs of two classes count 0
knn_top1           0.00 %  each row by all 2 others, tau = 0.07
`},
		{all, `
rows               3 of 2 values
classes            2
uniformity         -1.063   log mean exp(-2 |x-y|²) over 3 pairs
tolerance          0        mean similarity of 1 pairs of one class
tolerance_literal  0        pairs of two classes count 0
knn_top1           66.67 %  of 3 queries by all 3 neighbours, tau = 0.07
linear_top1        66.67 %  of 3 queries, L-BFGS converged after 17 iterations
`},
		{[]string{"--embeddings", save(t, dir, "many", 2, many...), "--labels", saveInts(t, dir, "ones", manyLabels...)}, `
rows               201 of 2 values
classes            1
uniformity         0         log mean exp(-2 |x-y|²) over 20100 pairs
tolerance          1         mean similarity of 20100 pairs of one class
tolerance_literal  1         pairs of two classes count 0
knn_top1           100.00 %  each row by 200 others, tau = 0.07
`},
	} {
		if stdout, _ := succeed(t, append([]string{"eval"}, c.args...)...); stdout != c.want[1:] {
			t.Errorf("temper eval %v:\n%s\nwant%s", c.args, stdout, c.want)
		}
	}
}

func TestEvalRefuses(t *testing.T) {
	dir := t.TempDir()
	z, y := save(t, dir, "z", 2, 1, 0, 2, 0, 0, 5), saveInts(t, dir, "y", 0, 1, 1)
	nan := save(t, dir, "nan", 2, 1, 0, 2, 0, float32(math.NaN()), 5)
	cut := filepath.Join(dir, "cut.npy")
	put(t, cut, get(t, y)[:100])
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{1, "nan.npy: 1 of 3 items is bad: row 2: NaN", []string{"--embeddings", nan}},
		{1, "zero.npy: 1 of 2 items is bad: row 1: all zeros", []string{"--embeddings", save(t, dir, "zero", 2, 1, 0, 0, 0)}},
		{1, "one.npy: uniformity of 1 row", []string{"--embeddings", save(t, dir, "one", 2, 1, 0)}},
		{1, "few.npy has 2 labels", []string{"--embeddings", z, "--labels", saveInts(t, dir, "few", 0, 1)}},
		{1, "z.npy: 1 of 3 items is bad: row 2: label -7, want 0 or more; --skip-bad leaves", []string{"--embeddings", z, "--labels", saveInts(t, dir, "below", 0, 1, -7)}},
		{1, "z.npy: float32 of shape (3, 2), want integers in one dimension", []string{"--embeddings", z, "--labels", z}},
		{1, "cut.npy: cut short", []string{"--embeddings", z, "--labels", cut}},
		{1, "y.npy: int64 of shape (3,), want two dimensions", []string{"--embeddings", y}},
		{1, "nan.npy: 1 of 3 items is bad: row 2: NaN", []string{"--embeddings", z, "--labels", y, "--queries", nan, "--query-labels", y}},
		{1, "wide.npy has 3", []string{"--embeddings", z, "--labels", y, "--queries", save(t, dir, "wide", 3, 1, 2, 3), "--query-labels", saveInts(t, dir, "y1", 0)}},
		{1, "zero.npy: 1 of 2 items is bad: row 1: all zeros", []string{"--embeddings", z, "--labels", y, "--queries", save(t, dir, "zero", 2, 1, 0, 0, 0), "--query-labels", saveInts(t, dir, "y2", 0, 1)}},
		{2, "--k needs --labels", []string{"--embeddings", z, "--k", "5"}},
		{2, "--knn-tau needs --labels", []string{"--embeddings", z, "--knn-tau", "5"}},
		{2, "--probe-iterations needs --queries", []string{"--embeddings", z, "--labels", y, "--probe-iterations", "5"}},
		{2, "K = 0, must be at least 1", []string{"--embeddings", z, "--labels", y, "--k", "0"}},
		{2, "tau = NaN, must be positive and finite", []string{"--embeddings", z, "--labels", y, "--knn-tau", "nan"}},
		{2, "--probe-iterations: linear probe of at most 0", []string{"--embeddings", z, "--labels", y, "--queries", z, "--query-labels", y, "--probe-iterations", "0"}},
		{2, "--probe needs --queries", []string{"--embeddings", z, "--labels", y, "--probe", "sgd"}},
		{2, `--probe: linear probe "adam", want lbfgs or sgd`, []string{"--embeddings", z, "--labels", y, "--queries", z, "--query-labels", y, "--probe", "adam"}},
		{2, "--probe sgd takes no --probe-iterations", []string{"--embeddings", z, "--labels", y, "--queries", z, "--query-labels", y, "--probe", "sgd", "--probe-iterations", "5"}},
		{2, "--sample 1: want 2 or more", []string{"--embeddings", z, "--sample", "1"}},
		{2, "--sample -3: want 2 or more", []string{"--embeddings", z, "--sample", "-3"}},
		{2, "eval needs --embeddings", nil},
		{2, "--queries needs --labels", []string{"--embeddings", z, "--queries", z}},
		{2, "--queries needs --query-labels", []string{"--embeddings", z, "--labels", y, "--queries", z}},
		{2, "--query-labels needs --queries", []string{"--embeddings", z, "--labels", y, "--query-labels", y}},
	} {
		fail(t, c.status, c.want, append([]string{"eval"}, c.args...)...)
	}
}
