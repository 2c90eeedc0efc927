package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
)

// lossOf reads the loss in a run's configuration.
func lossOf(t *testing.T, run string) loss.Loss {
	t.Helper()
	var config struct {
		Loss json.RawMessage `json:"loss"`
	}
	if err := json.Unmarshal(get(t, filepath.Join(run, "config.json")), &config); err != nil {
		t.Fatal(err)
	}
	l, err := loss.Unmarshal(config.Loss)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Every loss trains, with what its flags say or its paper used.
func TestTrainFamily(t *testing.T) {
	images := tinyData(t)
	contrastive := loss.Contrastive{Tau: 0.2}
	for args, want := range map[string]loss.Loss{
		"--loss supcon --tau 0.1 --negatives inbatch":     loss.SupCon{Tau: 0.1},
		"--loss supcon --tau-base 0.1 --negatives queue":  loss.SupCon{Tau: 0.2, TauBase: 0.1},
		"--loss supcon --skip-lonely --negatives inbatch": loss.SupCon{Tau: 0.2, SkipLonely: true},
		"--loss dcl":              loss.DCL{Tau: 0.2},
		"--loss dclw":             loss.DCLW{Tau: 0.2, Sigma: 0.5},
		"--loss dclw --sigma 0.3": loss.DCLW{Tau: 0.2, Sigma: 0.3},
		"--loss debiased":         loss.Debiased{Tau: 0.2, TauPlus: 0.1},
		"--loss debiased --tau-plus 0.25 --beta 1":     loss.Debiased{Tau: 0.2, TauPlus: 0.25, Beta: 1},
		"--loss siglip --lr 0.001 --negatives inbatch": loss.SigLIP{Tau: 0.2, Bias: -10},
		"--loss triplet": loss.Triplet{},
		"--loss macl":    loss.MACL{Tau: 0.2, Alpha: 0.5},
		"--loss macl --macl-alpha 0.2 --macl-target 0.6": loss.MACL{Tau: 0.2, Alpha: 0.2, Target: 0.6},
		"--loss hard":                                          loss.Over(contrastive, loss.Selection{Alpha: loss.PaperAlpha}),
		"--loss hardsimple --topk 5":                           loss.Over(loss.Simple{}, loss.Selection{K: 5}),
		"--loss hard --alpha 0.5 --other-class":                loss.Over(contrastive, loss.Selection{Alpha: 0.5, OtherClass: true}),
		"--loss contrastive --topk 5":                          loss.Over(contrastive, loss.Selection{K: 5}),
		"--loss dcl --topk 9 --margin 0.1 --negatives inbatch": loss.Over(loss.DCL{Tau: 0.2}, loss.Selection{K: 9, Drop: loss.Above(0.1)}),
	} {
		out := filepath.Join(t.TempDir(), "run")
		succeed(t, trainTiny(images, out, strings.Fields(args)...)...)
		if got := lossOf(t, out); got != want {
			t.Errorf("%s: %+v, want %+v", args, got, want)
		}
	}
}

func TestTrainFamilyRefuses(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "run")
	for _, c := range []struct {
		status int
		want   string
		args   string
	}{
		{exitUsage, "--loss supcon takes no --sigma", "--loss supcon --sigma 1"},
		{exitUsage, "--loss dcl takes no --bias", "--loss dcl --bias 1"},
		{exitUsage, "--loss dcl takes no --skip-lonely", "--loss dcl --skip-lonely"},
		{exitUsage, `--tau-schedule "linear": want constant, cosine, learnable`, "--tau-schedule linear"},
		{exitUsage, "--tau-schedule constant takes no --tau-max", "--tau-max 1"},
		{exitUsage, "--tau-schedule cosine takes no --tau-min", "--tau-schedule cosine --tau-min 0.1"},
		{exitUsage, "--tau-schedule learnable takes no --tau-period", "--tau-schedule learnable --tau-period 3"},
		{exitUsage, "--loss simple has no temperature for --tau-schedule cosine", "--loss simple --tau-schedule cosine"},
		{exitUsage, "--loss triplet has no temperature for --tau-schedule learnable", "--loss triplet --tau-schedule learnable"},
		{exitError, "highest temperature 0.1 is below", "--tau-schedule cosine --tau-max 0.1"},
		{exitUsage, "--tau-period -2: want at least 0", "--tau-schedule cosine --tau-period -2"},
		{exitError, "from 0.001 on, want it in [0.01, 1]", "--tau-schedule learnable --tau 0.001"},
		{exitError, "from 0.2 on, want it in [0.3, 1]", "--tau-schedule learnable --tau-min 0.3"},
		{exitError, "from 0.2 on, want it in [0.01, 0.1]", "--tau-schedule learnable --tau-max 0.1"},
		{exitError, "sigma = 0, must lie in", "--loss dclw --sigma 0"},
	} {
		fail(t, c.status, c.want, trainTiny(images, out, strings.Fields(c.args)...)...)
	}
}

// A run whose temperature moves tells where it is, and goes on after Ctrl-C to
// the bit as if it had not been stopped.
func TestTrainTauSchedules(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	for _, c := range []struct{ name, args, first string }{
		{"cosine", "--tau 0.3 --tau-schedule cosine --tau-max 0.8 --tau-period 4 --epochs 4", "tau 0.675, "}, // ⅔ of an epoch of the 4
		{"learnable", "--tau 0.3 --tau-schedule learnable --loss siglip --bias -2 --lr 0.001 --negatives inbatch --epochs 4", "tau 0.3"},
	} {
		whole, cut := filepath.Join(dir, c.name), filepath.Join(dir, c.name+"-cut")
		args := strings.Fields(c.args)
		stdout, stderr := succeed(t, trainTiny(images, whole, append(args, "--json")...)...)
		o := object(t, stdout)
		if o["tau_schedule"] != c.name || o["tau"] != 0.3 || o["tau_final"] == nil || o["tau_final"] == 0.3 {
			t.Errorf("%s: %s", c.name, stdout)
		}
		if line, _, _ := strings.Cut(stderr, "\n"); !strings.Contains(line, c.first) {
			t.Errorf("%s: first line %q, want %q", c.name, line, c.first)
		}

		ctx, cancel := context.WithCancel(t.Context())
		var out bytes.Buffer
		if status := run(ctx, trainTiny(images, cut, args...), &out, &trigger{text: "epoch 2/4", action: cancel}); status != exitError {
			t.Fatalf("%s: interrupted with status %d", c.name, status)
		}
		resume := []string{"train", "--data", images, "--out", cut, "--resume"}
		fail(t, exitError, "was started with "+c.name, append(slices.Clone(resume), "--tau-schedule", "constant")...)
		succeed(t, resume...)
		a, b := get(t, filepath.Join(whole, "checkpoint.safetensors")), get(t, filepath.Join(cut, "checkpoint.safetensors"))
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the resumed run's checkpoint differs", c.name)
		}
	}
}

// --margin is compared with a run that has none as well.
func TestTrainResumeComparesLoss(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "run")
	succeed(t, trainTiny(images, out, "--loss", "siglip", "--lr", "0.001")...)
	for want, flag := range map[string]string{
		"--margin 0: " + out + " was started with none":       "--margin=0",
		"--bias -9: " + out + " was started with -10":         "--bias=-9",
		"--other-class true: " + out + " was started with fa": "--other-class",
		"--loss dcl: " + out + " was started with siglip":     "--loss=dcl",
	} {
		fail(t, exitError, want, "train", "--data", images, "--out", out, "--resume", flag)
	}
	fail(t, exitError, "--sigma 1: "+out+" was started with none", "train", "--data", images, "--out", out, "--resume", "--sigma", "1")
	succeed(t, "train", "--data", images, "--out", out, "--resume", "--bias", "-10", "--tau-schedule", "constant")
}

// A loss over the hardest negatives goes by two names.
func TestTrainResumeHardest(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "run")
	started := trainTiny(images, out, "--loss", "contrastive", "--topk", "5")
	stdout, _ := succeed(t, append(started, "--json")...)
	if o := object(t, stdout); o["loss"] != "hard" || o["topk"] != 5.0 || o["tau"] != 0.2 || o["alpha"] != nil || o["margin"] != nil {
		t.Errorf("%s", stdout)
	}
	succeed(t, append(started, "--resume")...)
	succeed(t, trainTiny(images, out, "--loss", "hard", "--topk", "5", "--resume")...)
	fail(t, exitError, "--topk 6: "+out+" was started with 5", trainTiny(images, out, "--topk", "6", "--resume")...)
	fail(t, exitError, "--loss contrastive: "+out+" was started with hard", trainTiny(images, out, "--loss", "contrastive", "--resume")...)
}

// What is wrong with an epoch and what was left out is told, and nothing of it in
// other runs.
func TestTrainSaysWhatIsWrong(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	stdout, stderr := succeed(t, trainTiny(images, filepath.Join(dir, "none"), "--margin", "-3")...)
	for _, text := range []string{", 48 anchors skipped, 3 steps without a loss", "warning: every anchor of every step was skipped"} {
		if strings.Count(stderr, text) != 2 {
			t.Errorf("standard error does not say %q of both epochs:\n%s", text, stderr)
		}
	}
	for _, text := range []string{"skipped         96 anchors", "without a loss  6 steps"} {
		if !strings.Contains(stdout, text) {
			t.Errorf("the summary does not say %q:\n%s", text, stdout)
		}
	}
	stdout, _ = succeed(t, trainTiny(images, filepath.Join(dir, "none"), "--resume", "--json")...)
	if o := object(t, stdout); o["skipped"] != 96.0 || o["empty_steps"] != 6.0 {
		t.Errorf("%s", stdout)
	}
	stdout, stderr = succeed(t, trainTiny(images, filepath.Join(dir, "all"))...)
	if strings.Contains(stdout+stderr, "skipped") || strings.Contains(stderr, "warning") {
		t.Errorf("%s%s", stdout, stderr)
	}
}
