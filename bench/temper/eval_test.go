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
	if len(o) != 1 {
		t.Errorf("without labels: %v, want uniformity alone", o)
	}

	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", y, "--json")
	o = object(t, stdout)
	near(t, "uniformity", o["uniformity"], uniformity)
	near(t, "tolerance", o["tolerance"], 0)
	near(t, "tolerance_literal", o["tolerance_literal"], 0)
	// Rows 0 and 1 are each other's nearest and of two classes; row 2 is as far
	// from one as from the other, and the lower class, not its own, wins.
	near(t, "knn_top1", o["knn_top1"], 0)
	if _, ok := o["linear_top1"]; ok {
		t.Error("linear_top1 without queries")
	}

	q, yq := save(t, dir, "q", 2, 0.1, 7, 9, 0), saveInts(t, dir, "yq", 1, 5)
	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", y, "--queries", q, "--query-labels", yq, "--json")
	o = object(t, stdout)
	near(t, "knn_top1", o["knn_top1"], 0.5)
	near(t, "linear_top1", o["linear_top1"], 0.5)

	stdout, _ = succeed(t, "eval", "--embeddings", z, "--labels", saveInts(t, dir, "distinct", 0, 1, 2), "--json")
	if got := slices.Sorted(maps.Keys(object(t, stdout))); !slices.Equal(got, []string{"knn_top1", "uniformity"}) {
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
		{1, "nan.npy: eval: z row 2: NaN", []string{"--embeddings", nan}},
		{1, "zero.npy: eval: z row 1: all zeros", []string{"--embeddings", save(t, dir, "zero", 2, 1, 0, 0, 0)}},
		{1, "one.npy: eval: uniformity of 1 row", []string{"--embeddings", save(t, dir, "one", 2, 1, 0)}},
		{1, "few.npy has 2 labels", []string{"--embeddings", z, "--labels", saveInts(t, dir, "few", 0, 1)}},
		{1, "below.npy: row 2: label -7", []string{"--embeddings", z, "--labels", saveInts(t, dir, "below", 0, 1, -7)}},
		{1, "z.npy: dtype '<f4', want an integer", []string{"--embeddings", z, "--labels", z}},
		{1, "cut.npy: cut short", []string{"--embeddings", z, "--labels", cut}},
		{1, "y.npy: dtype '<i8', want '<f4'", []string{"--embeddings", y}},
		{1, "queries row 2: NaN", []string{"--embeddings", z, "--labels", y, "--queries", nan, "--query-labels", y}},
		{1, "wide.npy has 3", []string{"--embeddings", z, "--labels", y, "--queries", save(t, dir, "wide", 3, 1, 2, 3), "--query-labels", saveInts(t, dir, "y1", 0)}},
		{2, "eval needs --embeddings", nil},
		{2, "--queries needs --labels", []string{"--embeddings", z, "--queries", z}},
		{2, "--queries needs --query-labels", []string{"--embeddings", z, "--labels", y, "--queries", z}},
		{2, "--query-labels needs --queries", []string{"--embeddings", z, "--labels", y, "--query-labels", y}},
	} {
		fail(t, c.status, c.want, append([]string{"eval"}, c.args...)...)
	}
}
