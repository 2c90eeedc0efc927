package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/kernels/race"
)

// studyTiny is a command line that studies one cell.
func studyTiny(images, out string, more ...string) []string {
	return append([]string{"study", "--data", images, "--epochs", "1", "--batch", "16",
		"--losses", "contrastive", "--taus", "0.5", "--circle", "none", "--out", out}, more...)
}

// notUnderRace skips a test of several studies or trainings under the race detector, which
// takes minutes for them; TestStudy and the trainings' own tests have all that races.
func notUnderRace(t *testing.T) {
	t.Helper()
	if race.Enabled {
		t.Skip("much of what other tests do once")
	}
}

func TestStudy(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	stdout, stderr := succeed(t, studyTiny(images, out)...)
	for _, text := range []string{"−uniformity", "raw pixels", "random encoder", "Contrastive  0.5", out} {
		if !strings.Contains(stdout, text) {
			t.Errorf("the table does not say %q:\n%s", text, stdout)
		}
	}
	if !strings.Contains(stderr, " of 3 cells: contrastive-tau0.5: kNN ") {
		t.Errorf("standard error has no line for the cell:\n%s", stderr)
	}
	for _, name := range []string{"results.csv", "results.json", "report.html", "dilemma-uniformity.svg", "dilemma-tolerance.png", "accuracy-knn.png", "accuracy-linear.svg", "penalties-similarity.png"} {
		if len(get(t, filepath.Join(out, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}

	before := get(t, filepath.Join(out, "results.csv"))
	fail(t, exitError, "holds a study already", studyTiny(images, out)...)
	fail(t, exitError, "--epochs 2: "+out+" was started with 1", "study", "--out", out, "--resume", "--epochs", "2")
	if !bytes.Equal(before, get(t, filepath.Join(out, "results.csv"))) {
		t.Error("a refused command line changed the results")
	}
	stdout, _ = succeed(t, "study", "--out", out, "--resume", "--json")
	var object struct {
		Settings map[string]any   `json:"settings"`
		Cells    []map[string]any `json:"cells"`
	}
	if err := json.Unmarshal([]byte(stdout), &object); err != nil {
		t.Fatalf("standard output is not one JSON object: %v\n%s", err, stdout)
	}
	if len(object.Cells) != 3 || object.Cells[2]["tau"] != 0.5 || object.Cells[2]["uniformity"] == nil || object.Settings["epochs"] != 1.0 {
		t.Errorf("--json: %s", stdout)
	}
}

// A cell that fails makes the status 1, after the table with the others.
func TestStudyFailedCell(t *testing.T) {
	var stdout, stderr bytes.Buffer
	args := studyTiny(tinyData(t), filepath.Join(t.TempDir(), "study"), "--losses", "hardsimple", "--topk", "48")
	status := run(t.Context(), args, &stdout, &stderr)
	if status != exitError || !strings.Contains(stderr.String(), "\ntemper: 1 of 4 cells failed: hardsimple-top48: ") {
		t.Errorf("status %d, stderr:\n%s", status, &stderr)
	}
	if !strings.Contains(stdout.String(), "failed") || !strings.Contains(stdout.String(), "Contrastive  0.5") {
		t.Errorf("table:\n%s", &stdout)
	}
}

// The losses' parameters have flags, which stay with the study.
func TestStudyParameters(t *testing.T) {
	notUnderRace(t)
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	args := studyTiny(images, out, "--losses", "dclw,supcon", "--sigma", "0.25", "--skip-lonely")
	succeed(t, args...)
	s, err := study.Open(t.Context(), out, job.Watch{})
	if want := map[string]any{"sigma": 0.25, "skip_lonely": true}; err != nil || !reflect.DeepEqual(s.Settings.Parameters, want) {
		t.Errorf("parameters %v, want %v, %v", s.Settings.Parameters, want, err)
	}
	succeed(t, append(args, "--resume")...)
	for flag, was := range map[string]string{"--sigma=0.3": "0.25", "--skip-lonely=false": "true", "--tau-base=1": "0", "--beta=1": "none"} {
		fail(t, exitError, "was started with "+was, "study", "--out", out, "--resume", flag)
	}
}

// A study goes on by the settings that it has: flags may be left away, and those given
// again must say the same, without making sense by themselves.
func TestStudyResumeFlags(t *testing.T) {
	notUnderRace(t)
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	succeed(t, studyTiny(images, out, "--losses", "hard", "--topk", "5", "--alpha", "0", "--dim", "8", "--keep")...)
	before := get(t, filepath.Join(out, "results.csv"))
	for _, flags := range []string{"", "--alpha 0", "--topk 5 --dim 8", "--taus 5e-1 --losses contrastive,hard", "--epochs 1 --seed 1 --batch 16", "--data " + images} {
		succeed(t, append(words("study --resume --out %s", out), strings.Fields(flags)...)...)
		if !bytes.Equal(before, get(t, filepath.Join(out, "results.csv"))) {
			t.Errorf("%q: other results", flags)
		}
	}
	for flags, was := range map[string]string{
		"--alpha 0.1": "0", "--topk 6": "5", "--dim 16": "8", "--taus 0.5,1": "[0.5]", "--losses hard,dcl": "[contrastive hard]",
		"--epochs 2": "1", "--seed 2": "1", "--limit 32": "0", "--min-scale 0.9": "0.2", "--warmup 1": "0",
	} {
		fail(t, exitError, "was started with "+was, append(words("study --resume --out %s", out), strings.Fields(flags)...)...)
	}
}

// Data may have moved, but not changed.
func TestStudyDataMoved(t *testing.T) {
	notUnderRace(t)
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	succeed(t, studyTiny(images, out)...)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(images, moved); err != nil {
		t.Fatal(err)
	}
	fail(t, exitError, "no such file", words("study --resume --out %s", out)...)
	succeed(t, words("study --resume --out %s --data %s", out, moved)...)
	fail(t, exitError, "the study in "+out+" had 48 and 16 in 4", words("study --resume --out %s --data shapes", out)...)
}

// --keep holds for the cells of one call.
func TestStudyKeepsInOneCall(t *testing.T) {
	notUnderRace(t)
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	ctx, cancel := context.WithCancel(t.Context())
	cut := studyTiny(images, out, "--taus", "0.5,1", "--threads", "1", "--keep")
	if status := run(ctx, cut, io.Discard, &trigger{text: "contrastive-tau0.5: kNN", action: cancel}); status != exitError {
		t.Fatalf("status %d", status)
	}
	succeed(t, words("study --resume --out %s --threads 1", out)...)
	if first, _ := succeed(t, "info", filepath.Join(out, "runs", "contrastive-tau0.5")); !strings.Contains(first, "the weights after epoch 1") {
		t.Errorf("of the first cell's encoder: %s", first)
	}
	if _, err := os.Stat(filepath.Join(out, "runs", "contrastive-tau1")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the second cell's, trained without --keep: %v", err)
	}
}

// The temperature of a cell stays: there are no flags for how one moves.
func TestStudyTemperaturesStay(t *testing.T) {
	flags := newStudyCommand().Flags()
	for _, name := range []string{"tau", "tau-schedule", "tau-min", "tau-max", "tau-period"} {
		if flags.Lookup(name) != nil {
			t.Errorf("temper study has --%s", name)
		}
	}
}

// Without --out every study gets a folder of its own.
func TestStudyFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	var f studyFlags
	for _, want := range []string{"temper-study", "temper-study-2", "temper-study-3"} {
		if got := f.folder(); got != want {
			t.Errorf("folder %s, want %s", got, want)
		}
		if err := os.Mkdir(want, 0o777); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStudyRefuses(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	file := filepath.Join(dir, "file")
	put(t, file, nil)
	out := filepath.Join(dir, "study")
	for _, test := range []struct {
		status int
		text   string
		args   []string
	}{
		{exitError, `"low" is no temperature in`, studyTiny(images, out, "--taus", "low")},
		{exitUsage, "needs --out", []string{"study", "--resume"}},
		{exitError, "not a directory", studyTiny(images, filepath.Join(file, "study"))},
		{exitUsage, `--encoder "vgg": want mlp, resnet`, studyTiny(images, out, "--encoder", "vgg")},
		{exitUsage, `--losses "hinge": want `, studyTiny(images, out, "--losses", "hinge")},
		{exitUsage, `--negatives "none": want bank, `, studyTiny(images, out, "--negatives", "none")},
		{exitError, `--taus 1e6: "1e6" is no`, studyTiny(images, out, "--taus", "1e6")},
		{exitUsage, "--losses contrastive takes no --sigma", studyTiny(images, out, "--sigma", "1")},
		{exitError, "sigma = 0, must lie in", studyTiny(images, out, "--losses", "dclw", "--sigma", "0")},
		{exitError, "needs alpha or topk", studyTiny(images, out, "--losses", "hard", "--alpha", "0")},
		{exitError, "listed twice", studyTiny(images, out, "--taus", "1,1")},
		{exitUsage, "--alpha 2: want from 0 to 1", studyTiny(images, out, "--losses", "hard", "--alpha", "2")},
		{exitError, "fewer than a batch of 64", studyTiny(images, out, "--batch", "64")},
		{exitError, "no such file", studyTiny(filepath.Join(dir, "nowhere"), out)},
		{exitError, "no such file", studyTiny(images, filepath.Join(dir, "nowhere"), "--resume")},
	} {
		fail(t, test.status, test.text, test.args...)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused command line made a folder")
	}
}
