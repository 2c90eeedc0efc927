package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/nn/format/npy"
)

// tuneTiny is a command line that races encoders on tiny images for four epochs.
func tuneTiny(images, out, taus string, more ...string) []string {
	return append([]string{"tune", "--data", images, "--encoder", "mlp", "--dim", "8", "--batch", "12", "--epochs", "4", "--tau", taus, "--out", out}, more...)
}

func TestTune(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "race")
	stdout, stderr := succeed(t, tuneTiny(images, out, "0.5,0.1,1")...)
	for _, text := range []string{"kNN of 12 held-out items at epoch", " 0.1 ", "the best", "dropped at 1", "dropped at 2", "advice: tau ", " of 12 held-out items", "the race has trained 7 epochs, 1.75 times one training"} {
		if !strings.Contains(stdout, text) {
			t.Errorf("no %q in\n%s", text, stdout)
		}
	}
	if n := strings.Count(stderr, "\ntau ") + 1; n != 3+2+1 || !strings.Contains(stderr, " % at epoch 4\n") {
		t.Errorf("%d looks:\n%s", n, stderr)
	}
	for _, name := range []string{"race.svg", "race.png", "tune.json"} {
		if len(get(t, filepath.Join(out, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	state := get(t, filepath.Join(out, tuneFile))
	var s tuneState
	if err := json.Unmarshal(state, &s); err != nil {
		t.Fatal(err)
	}
	if s.Advice == nil || s.Encoders.Data != images || s.Encoders.Holdout != 12 || s.Encoders.Seed != 1 || len(s.Race.Tracks) != 3 {
		t.Errorf("%s", state)
	}
	best := filepath.Join(out, "tau"+strings.Fields(stdout[strings.Index(stdout, "advice: tau ")+len("advice: tau "):])[0])
	succeed(t, "embed", strings.TrimSuffix(best, ","), "--split", "test", "--out", filepath.Join(t.TempDir(), "z.npy"))

	fail(t, exitError, "holds a race: resume it", tuneTiny(images, out, "0.1")...)
	again, _ := succeed(t, words("tune --resume --out %s --data %s --tau 0.1,0.5,1 --epochs 4 --batch 12 --loss infonce --seed 1 --json", out, images)...)
	if again != string(state) || !bytes.Equal(get(t, filepath.Join(out, tuneFile)), state) {
		t.Errorf("resumed when it was over:\n%s\nwant\n%s", again, state)
	}
	for flags, want := range map[string]string{
		"--epochs 5": "was started with 4", "--tau 0.1,0.5": "was started with [0.1 0.5 1]", "--seed 2": "was started with 1",
		"--loss dcl": "was started with contrastive", "--holdout 6": "was started with 12", "--topk 3": "was started with",
	} {
		fail(t, exitError, want, append(words("tune --resume --out %s", out), strings.Fields(flags)...)...)
	}
	fail(t, exitUsage, "a race of encoders takes no --passes", words("tune --resume --out %s --passes 3", out)...)
}

// A race that is interrupted after any look, or within an epoch, ends as one that was left
// alone does.
func TestTuneGoesOn(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	whole := filepath.Join(dir, "whole")
	succeed(t, tuneTiny(images, whole, "0.1,0.5,1", "--loss", "dcl", "--margin", "0.2")...)
	end := withoutLocks(stateOf(t, whole))
	for _, at := range []string{"tau 0.1: kNN", "tau 1: kNN", "at epoch 2", "at epoch 4"} {
		out := filepath.Join(dir, "cut")
		ctx, cancel := context.WithCancel(t.Context())
		var stderr trigger
		stderr.text, stderr.action = at, cancel
		args := tuneTiny(images, out, "0.1,0.5,1", "--loss", "dcl", "--margin", "0.2")
		status := run(ctx, args, io.Discard, &stderr)
		if at != "at epoch 4" && (status != exitError || !strings.Contains(stderr.String(), "temper tune --resume --out "+out)) {
			t.Fatalf("interrupted at %q: status %d, %s", at, status, &stderr)
		}
		succeed(t, "tune", "--resume", "--out", out, "--threads", "1")
		for name, content := range withoutLocks(stateOf(t, out)) {
			if !strings.HasSuffix(name, "metrics.csv") && content != end[name] {
				t.Errorf("interrupted at %q: %s differs", at, name)
			}
		}
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	}
}

func withoutLocks(s state) state {
	for name := range s {
		if filepath.Base(name) == "lock" {
			delete(s, name)
		}
	}
	return s
}

// A temperature that diverges is told of, and the others race on.
func TestTuneDiverges(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "race")
	stdout, stderr := succeed(t, tuneTiny(images, out, "0.0001,1000", "--lr", "1e8", "--weight-decay", "0", "--negatives", "inbatch")...)
	if !strings.Contains(stderr, "tau 0.0001 is out: step ") || !strings.Contains(stdout, "advice: tau 1000,") || !strings.Contains(stdout, " out\n") ||
		!strings.Contains(stdout, "tau 0.0001 is out: step ") {
		t.Errorf("%s\n%s", stdout, stderr)
	}
	out = filepath.Join(t.TempDir(), "race")
	var text bytes.Buffer
	if status := run(t.Context(), tuneTiny(images, out, "0.0001", "--lr", "1e8", "--weight-decay", "0", "--negatives", "inbatch"), io.Discard, &text); status != exitError ||
		!strings.Contains(text.String(), "temper: no temperature is left: at 0.0001 step ") {
		t.Errorf("status %d, %s", status, &text)
	}
}

// One temperature is trained to its end, and nothing is said of others.
func TestTuneOne(t *testing.T) {
	out := filepath.Join(t.TempDir(), "race")
	stdout, _ := succeed(t, tuneTiny(tinyData(t), out, "0.3")...)
	for _, text := range []string{"ahead", "look b", "dropped"} {
		if strings.Contains(stdout, text) {
			t.Errorf("%q in\n%s", text, stdout)
		}
	}
	if !strings.Contains(stdout, "trained 4 epochs, 1 times one training") {
		t.Errorf("%s", stdout)
	}
}

// At the end of the range the advice is to look beyond.
func TestTuneBeyond(t *testing.T) {
	stdout, _ := succeed(t, tuneTiny(tinyData(t), filepath.Join(t.TempDir(), "race"), "0.2,0.5")...)
	low := strings.Contains(stdout, "advice: tau 0.2,") && strings.Contains(stdout, "no lower temperature was raced")
	high := strings.Contains(stdout, "advice: tau 0.5,") && strings.Contains(stdout, "no higher temperature was raced")
	if low == high {
		t.Errorf("%s", stdout)
	}
}

func TestHeldOf(t *testing.T) {
	for items, want := range map[int]int{4: 1, 48: 12, 2048: 512, 2036: 509, 3000: 512, 6000: 600, 20_000: 2000, 50_000: 2000} {
		if got := heldOf(items); got != want {
			t.Errorf("%d of %d items are held out, want %d", got, items, want)
		}
	}
}

// The drawn images have the settings of the study, and so many are held out besides that
// it is trained on as many.
func TestTuneShapes(t *testing.T) {
	for line, want := range map[string]string{
		"--data shapes":                                     "mlp 2048 0.65 64 10 0.01 cosine",
		"--data shapes --epochs 12 --limit 64":              "mlp 64 0.65 12 2 0.01 cosine",
		"--data shapes --warmup 0 --lr 1 --encoder resnet8": "resnet8 2048 0.65 64 0 1 cosine",
		"--data images":                                     "resnet8 0 0.2 50 0 0.03 step",
	} {
		if got := settledEncoders(t, line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// settledEncoders are settings of the race of encoders that a command line asks for.
func settledEncoders(t *testing.T, line string) string {
	t.Helper()
	f, cmd := newTuneFlags(), &cobra.Command{}
	f.define(cmd)
	if err := cmd.ParseFlags(strings.Fields(line)); err != nil {
		t.Fatal(err)
	}
	s, err := f.settleEncoders(cmd)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(s.Encoder, " ", s.Limit, " ", s.Augment.MinScale, " ", s.Epochs, " ", s.Warmup, " ", s.LR, " ", s.Schedule)
}

func TestTuneRefuses(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	out, rows := filepath.Join(dir, "race"), filepath.Join(dir, "z.npy")
	if err := npy.WriteFloat32(rows, wholeRows(40)); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(dir, "full")
	if err := os.Mkdir(full, 0o777); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(full, "file"), nil)
	for _, c := range []struct {
		status int
		text   string
		args   []string
	}{
		{exitUsage, "tune needs --out", []string{"tune", "--data", images}},
		{exitUsage, "tune needs --data, --corpus, --pairs or --embeddings", []string{"tune", "--out", out}},
		{exitUsage, "--data takes no --corpus", tuneTiny(images, out, "0.1", "--corpus", "c")},
		{exitUsage, "--data takes no --passes", tuneTiny(images, out, "0.1", "--passes", "3")},
		{exitUsage, "--pairs takes no --epochs", []string{"tune", "--pairs", "a,b", "--epochs", "3", "--out", out}},
		{exitUsage, "--corpus needs --queries", []string{"tune", "--corpus", "c", "--out", out}},
		{exitUsage, "--loss simple has no temperature to race", tuneTiny(images, out, "0.1", "--loss", "simple")},
		{exitUsage, "--holdout 0: a race is judged", tuneTiny(images, out, "0.1", "--holdout", "0")},
		{exitUsage, "--encoder \"vgg\": want mlp", tuneTiny(images, out, "0.1", "--encoder", "vgg")},
		{exitUsage, "--loss contrastive takes no --sigma", tuneTiny(images, out, "0.1", "--sigma", "1")},
		{exitUsage, "unknown flag: --tau-schedule", tuneTiny(images, out, "0.1", "--tau-schedule", "cosine")},
		{exitUsage, "unknown flag: --eval-every", tuneTiny(images, out, "0.1", "--eval-every", "2")},
		{exitError, "temperature 0.1 is listed twice", tuneTiny(images, out, "0.1,0.2,0.1")},
		{exitError, "--tau hot", tuneTiny(images, out, "hot")},
		{exitError, "a race needs labels, by which held-out items are judged", tuneTiny(rows, out, "0.1")},
		{exitError, "are fewer than a batch of 40", tuneTiny(images, out, "0.1", "--batch", "40")},
		{exitError, full + " is not empty", tuneTiny(images, full, "0.1")},
		{exitError, "not a directory", tuneTiny(images, filepath.Join(full, "file", "race"), "0.1")},
		{exitError, "holds no race: it has no tune.json", []string{"tune", "--resume", "--out", full}},
		{exitError, "holds no race: it has no tune.json", []string{"tune", "--resume", "--out", out}},
	} {
		fail(t, c.status, c.text, c.args...)
	}
	if exists(out) {
		t.Error("a refused command line made a folder")
	}
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"{}", `{"format": 1, "race": {}}`, `{"format": 9, "race": {}, "heads": {}}`} {
		put(t, filepath.Join(out, tuneFile), []byte(text))
		fail(t, exitError, "no race that this temper knows", "tune", "--resume", "--out", out)
	}
}
