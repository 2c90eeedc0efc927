package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas/blas32"
)

// related writes two matrices whose rows i belong together, but for noise in half of their
// values, and a file of judgements that says so of the first queries.
func related(t *testing.T, n, judged int) (dir string) {
	t.Helper()
	const d = 12
	dir = t.TempDir()
	matrices := [2]blas32.General{matrix.New(n, d), matrix.New(n, d)}
	common := portable.NewRand(7)
	own := [2]*portable.Rand{portable.NewRand(8), portable.NewRand(9)}
	for i := range n {
		for j := range d {
			shared := common.Normal()
			for side := range 2 {
				v := own[side].Normal()
				if j < d/2 {
					v = shared + v/8
				}
				matrix.Row(matrices[side], i)[j] = float32(v)
			}
		}
	}
	for side, name := range []string{"q.npy", "d.npy"} {
		if err := npy.WriteFloat32(filepath.Join(dir, name), matrices[side]); err != nil {
			t.Fatal(err)
		}
	}
	var train, test strings.Builder
	for i := range n {
		to := &train
		if i >= judged {
			to = &test
		}
		fmt.Fprintf(to, "%d 0 %d 1\n", i, i)
	}
	put(t, filepath.Join(dir, "train.qrels"), []byte(train.String()))
	put(t, filepath.Join(dir, "test.qrels"), []byte(test.String()))
	return dir
}

// adaptLine is a command line that trains a head on them.
func adaptLine(dir, out string, more ...string) []string {
	args := []string{"adapt", "--corpus", dir + "/d.npy", "--queries", dir + "/q.npy", "--qrels", dir + "/train.qrels",
		"--lr", "0.03", "--passes", "40", "--weight-decay", "0", "--out", out}
	return append(args, more...)
}

func TestAdapt(t *testing.T) {
	dir := related(t, 300, 250)
	out := filepath.Join(dir, "run")
	stdout, _ := succeed(t, adaptLine(dir, out, "--plot", filepath.Join(dir, "curve.svg"))...)
	for _, want := range []string{"chosen: tau ", "of queries left out", "seen    0", "unseen  250", "passes"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	for _, file := range []string{"config.json", "checkpoint.safetensors", "head.npy", "head.safetensors", "metrics.csv", "results.json", "seen.ids"} {
		if !exists(filepath.Join(out, file)) {
			t.Errorf("no %s", file)
		}
	}
	if lines := strings.Count(string(get(t, filepath.Join(out, "seen.ids"))), "\n"); lines != 250 {
		t.Errorf("%d documents seen, want 250", lines)
	}
	wantWeight(t, out, dir)

	stdout, _ = succeed(t, "eval", "--corpus", dir+"/d.npy", "--queries", dir+"/q.npy", "--qrels", dir+"/test.qrels",
		"--depth", "20", "--ks", "1,10", "--adapter", out, "--json")
	var r struct {
		Adapted []beforeAfter
		NDCG    float64 `json:"ndcg@10"`
	}
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err)
	}
	all, seen, unseen := r.Adapted[0], r.Adapted[1], r.Adapted[2]
	if all.N != 50 || seen.N != 0 || unseen.N != 50 || all.After != r.NDCG || !(all.After > all.Before+0.03) || !(all.P > 0 && all.P < 0.5) {
		t.Errorf("%+v, ndcg %v", r.Adapted, r.NDCG)
	}
	fail(t, exitError, "holds a run", adaptLine(dir, out)...)
}

// wantWeight compares head.npy with the head that is kept: x @ W.T.
func wantWeight(t *testing.T, out, dir string) {
	t.Helper()
	a, err := adapt.Load(out)
	if err != nil {
		t.Fatal(err)
	}
	w, err := npy.ReadFloat32(filepath.Join(out, "head.npy"))
	if err != nil {
		t.Fatal(err)
	}
	m := a.Query.Matrix()
	for i := range m.Rows {
		for j, v := range matrix.Row(m, i) {
			if matrix.Row(w, j)[i] != v {
				t.Fatalf("weight %d, %d of head.npy is %v, want %v", j, i, matrix.Row(w, j)[i], v)
			}
		}
	}
}

// TestAdaptResumes: an interrupted search goes on to the bits of one that was left alone.
func TestAdaptResumes(t *testing.T) {
	dir := related(t, 80, 80)
	whole, cut := filepath.Join(dir, "whole"), filepath.Join(dir, "cut")
	succeed(t, adaptLine(dir, whole, "--threads", "2", "--passes", "300")...)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for !exists(filepath.Join(cut, triedFile)) && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	var stdout, stderr bytes.Buffer
	if status := run(ctx, adaptLine(dir, cut, "--threads", "1", "--passes", "300"), &stdout, &stderr); status != exitError ||
		!strings.Contains(stderr.String(), "temper adapt --resume --out "+cut) {
		t.Fatalf("interrupted: status %d, %q", status, &stderr)
	}
	succeed(t, "adapt", "--resume", "--out", cut)
	for _, file := range []string{"head.npy", "metrics.csv", "seen.ids"} {
		if !bytes.Equal(get(t, filepath.Join(cut, file)), get(t, filepath.Join(whole, file))) {
			t.Errorf("%s differs from that of a run that was left alone", file)
		}
	}
	fail(t, exitUsage, "takes no --lr", "adapt", "--resume", "--out", cut, "--lr", "1")
	put(t, filepath.Join(dir, "train.qrels"), []byte("0 0 1 1\n"))
	fail(t, exitError, "its data is not what the run was begun with", "adapt", "--resume", "--out", cut)
}

func TestAdaptPairsAndClasses(t *testing.T) {
	dir := related(t, 90, 90)
	out := filepath.Join(dir, "pairs")
	stdout, _ := succeed(t, "adapt", "--pairs", dir+"/q.npy,"+dir+"/d.npy", "--towers", "two", "--lr", "0.02", "--passes", "4", "--tau", "0.1", "--out", out, "--json")
	if o := object(t, stdout); o["towers"] != nil || o["measure"] != "ndcg@10" {
		t.Errorf("%s", stdout)
	}
	for _, file := range []string{"query.npy", "corpus.npy"} {
		if !exists(filepath.Join(out, file)) {
			t.Errorf("no %s", file)
		}
	}
	labels := make([]int, 90)
	for i := range labels {
		labels[i] = i % 3
	}
	if err := npy.WriteInt64(dir+"/y.npy", labels); err != nil {
		t.Fatal(err)
	}
	stdout, _ = succeed(t, "adapt", "--embeddings", dir+"/q.npy", "--labels", dir+"/y.npy", "--loss", "supcon", "--passes", "3", "--out", filepath.Join(dir, "classes"))
	if !strings.Contains(stdout, "your vectors are best as they are") || !strings.Contains(stdout, "precision@1") {
		t.Errorf("of classes that say nothing:\n%s", stdout)
	}
}

func TestAdaptRefuses(t *testing.T) {
	dir := related(t, 20, 20)
	out := filepath.Join(dir, "run")
	put(t, filepath.Join(dir, "other.qrels"), []byte("0 0 99 1\n"))
	zero := matrix.New(20, 12)
	if err := npy.WriteFloat32(dir+"/zero.npy", zero); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		status int
		text   string
		args   []string
	}{
		{exitUsage, "adapt needs --out", []string{"adapt", "--pairs", "a,b"}},
		{exitUsage, "adapt needs --corpus, --pairs or --embeddings", []string{"adapt", "--out", out}},
		{exitUsage, "--corpus needs --queries", []string{"adapt", "--corpus", dir + "/d.npy", "--out", out}},
		{exitUsage, "--pairs takes no --qrels", []string{"adapt", "--pairs", "a,b", "--qrels", "c", "--out", out}},
		{exitUsage, "such as --loss supcon", []string{"adapt", "--embeddings", dir + "/q.npy", "--labels", "y", "--out", out}},
		{exitUsage, "--loss supcon goes with --embeddings", adaptLine(dir, out, "--loss", "supcon")},
		{exitUsage, "--towers \"three\": want query, shared, two", adaptLine(dir, out, "--towers", "three")},
		{exitError, `head "conv": want linear`, adaptLine(dir, out, "--head", "conv")},
		{exitError, "head lowrank:99: want a rank from 1 to 12", adaptLine(dir, out, "--head", "lowrank:99")},
		{exitError, "dim 13: the rows have 12 values", adaptLine(dir, out, "--dim", "13")},
		{exitError, `prefixes "8,4": want rising numbers`, adaptLine(dir, out, "--prefixes", "8,4")},
		{exitError, "--tau x", adaptLine(dir, out, "--tau", "x")},
		{exitError, `document "99" is not in the corpus`, adaptLine(dir, out, "--qrels", dir+"/other.qrels")},
		{exitError, "20 of 20 items are bad", adaptLine(dir, out, "--corpus", dir+"/zero.npy")},
	} {
		fail(t, c.status, c.text, c.args...)
	}
}

// TestAdaptBegun: a run that has chosen nothing yet is told from one of an encoder.
func TestAdaptBegun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "begun")
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(out, "config.json"), []byte(`{"format": 1, "adapter": "ab12"}`))
	fail(t, exitError, "the run of an adapter", "train", "--resume", "--out", out)
}
