package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/npy"
)

// tuneHeadsLine is a command line that races heads for eight passes.
func tuneHeadsLine(dir, out string, more ...string) []string {
	args := []string{"tune", "--corpus", dir + "/d.npy", "--queries", dir + "/q.npy", "--qrels", dir + "/train.qrels",
		"--lr", "0.03", "--passes", "8", "--weight-decay", "0", "--out", out}
	return append(args, more...)
}

// The best head is that of temper adapt at its temperature, to the bit.
func TestTuneHeads(t *testing.T) {
	dir := related(t, 120, 100)
	out, alone := filepath.Join(dir, "race"), filepath.Join(dir, "alone")
	stdout, stderr := succeed(t, tuneHeadsLine(dir, out, "--tau", "0.02,0.1,0.3,0.6", "--batch", "64")...)
	for _, text := range []string{"nDCG@10 gain of queries left out at pass", "chosen: tau ", "the race has trained 16 passes, 2 times one training", "temper embed " + out + "/tau"} {
		if !strings.Contains(stdout, text) {
			t.Errorf("no %q in\n%s", text, stdout)
		}
	}
	if n := strings.Count("\n"+stderr, "\ntau "); n != 4+2+1 {
		t.Errorf("%d looks:\n%s", n, stderr)
	}
	tau := strings.TrimSuffix(strings.Fields(stdout[strings.Index(stdout, "advice: tau "):])[2], ",")
	best := filepath.Join(out, "tau"+tau)
	args := append([]string{"adapt"}, tuneHeadsLine(dir, alone, "--tau", tau, "--batch", "64")[1:]...)
	succeed(t, args...)
	for _, file := range []string{"head.npy", "metrics.csv", "seen.ids", "config.json", triedFile} {
		if !bytes.Equal(get(t, filepath.Join(best, file)), get(t, filepath.Join(alone, file))) {
			t.Errorf("%s differs from that of temper adapt", file)
		}
	}
	succeed(t, "embed", best, "--in", dir+"/q.npy", "--tower", "query", "--out", filepath.Join(dir, "q2.npy"))

	before := get(t, filepath.Join(out, tuneFile))
	succeed(t, words("tune --resume --out %s --corpus %s/d.npy --batch 64 --tau 0.6,0.02,0.1,0.3 --lr 0.03", out, dir)...)
	if !bytes.Equal(before, get(t, filepath.Join(out, tuneFile))) {
		t.Error("resumed when it was over, tune.json differs")
	}
	for flags, want := range map[string]string{
		"--passes 9": "was started with 8", "--batch 32": "was started with 64", "--corpus other.npy": "was started with " + dir,
		"--towers two": "was started with query", "--qrels x": "train.qrels",
	} {
		fail(t, exitError, want, append(words("tune --resume --out %s", out), strings.Fields(flags)...)...)
	}
	fail(t, exitUsage, "a race of heads takes no --epochs", words("tune --resume --out %s --epochs 3", out)...)
	put(t, filepath.Join(dir, "train.qrels"), []byte("0 0 1 1\n"))
	fail(t, exitError, "its data is not what the race was begun with", "tune", "--resume", "--out", out)
}

// A race of heads that was interrupted ends as one that was left alone does.
func TestTuneHeadsGoOn(t *testing.T) {
	dir := related(t, 120, 100)
	whole := filepath.Join(dir, "whole")
	succeed(t, tuneHeadsLine(dir, whole, "--tau", "0.02,0.1,0.3")...)
	end := withoutLocks(stateOf(t, whole))
	for i, at := range []string{"tau 0.02: nDCG@10 gain", "tau 0.3: nDCG@10 gain", "at pass 4", "at pass 8"} {
		out := filepath.Join(dir, fmt.Sprint("cut", i))
		ctx, cancel := context.WithCancel(t.Context())
		status := run(ctx, tuneHeadsLine(dir, out, "--tau", "0.02,0.1,0.3"), io.Discard, &trigger{text: at, action: cancel})
		if status != exitError {
			t.Fatalf("interrupted at %q: status %d", at, status)
		}
		succeed(t, "tune", "--resume", "--out", out, "--threads", "1")
		for name, content := range withoutLocks(stateOf(t, out)) {
			if content != strings.ReplaceAll(end[name], whole, out) {
				t.Errorf("interrupted at %q: %s differs", at, name)
			}
		}
	}
}

func TestTuneHeadsOfClasses(t *testing.T) {
	dir := related(t, 60, 60)
	labels := make([]int, 60)
	for i := range labels {
		labels[i] = i % 3
	}
	if err := npy.WriteInt64(dir+"/y.npy", labels); err != nil {
		t.Fatal(err)
	}
	stdout, _ := succeed(t, "tune", "--embeddings", dir+"/q.npy", "--labels", dir+"/y.npy", "--loss", "supcon", "--passes", "2", "--tau", "0.1,0.5", "--out", filepath.Join(dir, "race"))
	if !strings.Contains(stdout, "precision@1 gain of rows left out") {
		t.Errorf("%s", stdout)
	}
	fail(t, exitUsage, "--loss supcon goes with --embeddings", tuneHeadsLine(dir, filepath.Join(dir, "other"), "--loss", "supcon")...)
	put(t, filepath.Join(dir, "train.qrels"), []byte("0 0 1 1\n0 0 2 1\n"))
	fail(t, exitError, "no queries can be left out", tuneHeadsLine(dir, filepath.Join(dir, "other"))...)
}
