package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// threeClasses writes n rows of five columns around three centres, and their labels.
func threeClasses(t *testing.T, dir, name string, n int) (z, y string) {
	t.Helper()
	rng := portable.NewRand(uint64(n))
	rows, labels := make([]float32, 5*n), make([]int, n)
	for i := range rows {
		labels[i/5] = i / 5 % 3
		rows[i] = float32(rng.Normal())
		if i%5 == i/5%3 {
			rows[i] += 1.5
		}
	}
	return save(t, dir, name, 5, rows...), saveInts(t, dir, name+"-labels", labels...)
}

// A sample's figures lie a few standard errors around those of all rows, those of as
// many rows as there are have none, and another seed draws others.
func TestEvalSample(t *testing.T) {
	dir := t.TempDir()
	z, y := threeClasses(t, dir, "z", 900)
	q, yq := threeClasses(t, dir, "q", 600)
	alone, queries := []string{"--labels", y}, []string{"--labels", y, "--queries", q, "--query-labels", yq}
	evaluate := func(args []string, more ...string) map[string]any {
		stdout, _ := succeed(t, append(append([]string{"eval", "--embeddings", z, "--k", "30", "--json"}, args...), more...)...)
		return object(t, stdout)
	}
	for name, args := range map[string][]string{"alone": alone, "queries": queries} {
		all, sample := evaluate(args), evaluate(args, "--sample", "250")
		figures := []string{"uniformity", "tolerance", "tolerance_literal", "knn_top1"}
		if name == "queries" {
			figures = append(figures, "linear_top1")
		}
		for _, figure := range figures {
			se, _ := sample[figure+"_se"].(float64)
			if off := math.Abs(sample[figure].(float64) - all[figure].(float64)); !(se > 0 && off > 0 && off < 4*se) {
				t.Errorf("%s: %s is %v ± %v, of all rows %v", name, figure, sample[figure], se, all[figure])
			}
		}
		for field, want := range map[string]any{"rows": 900.0, "classes": 3.0, "sample": 250.0, "pairs": 31125.0, "queries": map[string]any{"alone": nil, "queries": 250.0}[name]} {
			if sample[field] != want {
				t.Errorf("%s: %s is %v, want %v", name, field, sample[field], want)
			}
		}
		if other := evaluate(args, "--sample", "250", "--seed", "2"); other["uniformity"] == sample["uniformity"] {
			t.Errorf("%s: seed 2 draws what seed 1 does", name)
		}
		if whole := evaluate(args, "--sample", "900"); !maps.Equal(whole, all) {
			t.Errorf("%s: a sample of 900 is\n%v, all rows\n%v", name, whole, all)
		}
	}
	stdout, _ := succeed(t, append([]string{"eval", "--embeddings", z, "--sample", "250", "--seed", "4"}, alone...)...)
	for _, text := range []string{"sample             250 ", "rows drawn by seed 4, ± a standard error", " ± ", "each row drawn by 200 of all others, tau = 0.07"} {
		if !strings.Contains(stdout, text) {
			t.Errorf("no %q in\n%s", text, stdout)
		}
	}
}

// --k, --knn-tau and --probe-iterations decide, and are said.
func TestEvalSettings(t *testing.T) {
	dir := t.TempDir()
	z, y := threeClasses(t, dir, "z", 90)
	args := []string{"eval", "--embeddings", z, "--labels", y, "--queries", z, "--query-labels", y}
	stdout, stderr := succeed(t, append(args, "--k", "1", "--knn-tau", "0.5", "--probe-iterations", "3", "--json")...)
	o := object(t, stdout)
	for field, want := range map[string]any{"knn_top1": 1.0, "k": 1.0, "knn_tau": 0.5, "linear_probe": "lbfgs", "linear_converged": false, "linear_iterations": 3.0, "warning": nil} {
		if o[field] != want {
			t.Errorf("%s is %v, want %v", field, o[field], want)
		}
	}
	if stderr != "" {
		t.Errorf("standard error: %s", stderr)
	}
	stdout, stderr = succeed(t, append(args, "--k", "31", "--probe-iterations", "3")...)
	for _, text := range []string{"of 90 queries by 31 neighbours, tau = 0.07\n", "of 90 queries, L-BFGS not converged after 3 iterations\n"} {
		if !strings.Contains(stdout, text) {
			t.Errorf("no %q in\n%s", text, stdout)
		}
	}
	if stderr != "warning: class 0 has 30 rows, fewer than K = 31: rows of other classes vote on all of its own; see --k\n" {
		t.Errorf("standard error: %s", stderr)
	}
}

// --probe sgd is said, has no end to converge to, and draws by --seed.
func TestEvalProbeSGD(t *testing.T) {
	dir := t.TempDir()
	z, y := threeClasses(t, dir, "z", 700)
	q, yq := threeClasses(t, dir, "q", 800)
	args := []string{"eval", "--embeddings", z, "--labels", y, "--queries", q, "--query-labels", yq, "--probe", "sgd"}
	tops := map[any]bool{}
	for _, seed := range []string{"1", "2", "3", "4", "5", "6"} {
		stdout, _ := succeed(t, append(args, "--json", "--seed", seed)...)
		o := object(t, stdout)
		if _, ok := o["linear_converged"]; ok || o["linear_probe"] != "sgd" || o["linear_iterations"] != 100.0 {
			t.Errorf("seed %s: %s", seed, stdout)
		}
		tops[o["linear_top1"]] = true
	}
	if len(tops) < 2 {
		t.Errorf("six seeds give %v", tops)
	}
	if stdout, _ := succeed(t, args...); !strings.Contains(stdout, "of 800 queries, 100 epochs of SGD\n") {
		t.Errorf("no SGD in\n%s", stdout)
	}
}

// asked is a context that ends when it has been asked so many times.
type asked struct {
	context.Context
	left *int
}

func (c asked) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever it is interrupted, what was measured before is printed, and the status is
// that of an error.
func TestEvalInterrupted(t *testing.T) {
	dir := t.TempDir()
	z, y := threeClasses(t, dir, "z", 90)
	args := []string{"eval", "--embeddings", z, "--labels", y, "--queries", z, "--query-labels", y, "--threads", "1", "--json"}
	printed := map[string]bool{}
	for times := 1; ; times++ {
		var stdout, stderr bytes.Buffer
		left := times
		status := run(asked{t.Context(), &left}, args, &stdout, &stderr)
		if status == exitOK {
			break
		}
		if status != exitError || !strings.HasSuffix(stderr.String(), "temper: interrupted\n") && !strings.Contains(stderr.String(), ": interrupted") {
			t.Fatalf("status %d, %s", status, &stderr)
		}
		if stdout.Len() == 0 {
			printed["nothing"] = true
			continue
		}
		var o map[string]any
		if err := json.Unmarshal(stdout.Bytes(), &o); err != nil {
			t.Fatal(err)
		}
		names := slices.DeleteFunc([]string{"uniformity", "tolerance", "knn_top1", "linear_top1"}, func(name string) bool { return o[name] == nil })
		printed[strings.Join(names, " ")] = true
	}
	want := map[string]bool{"nothing": true, "uniformity tolerance": true, "uniformity tolerance knn_top1": true}
	if !maps.Equal(printed, want) {
		t.Errorf("printed %v, want %v", printed, want)
	}
}
