package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// config reads a run's configuration.
func config(t *testing.T, run string) map[string]any {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal(get(t, filepath.Join(run, "config.json")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// Every loss trains, with what its flags say or its paper used.
func TestTrainFamily(t *testing.T) {
	images := tinyData(t)
	for _, c := range []struct {
		args, want string // the loss of config.json
	}{
		{"--loss supcon --tau 0.1 --negatives inbatch", `{"name":"supcon","tau":0.1}`},
		{"--loss supcon --tau-base 0.1 --negatives queue", `{"name":"supcon","tau":0.2,"tau_base":0.1}`},
		{"--loss dcl", `{"name":"dcl","tau":0.2}`},
		{"--loss dclw", `{"name":"dclw","sigma":0.5,"tau":0.2}`},
		{"--loss dclw --sigma 0.3", `{"name":"dclw","sigma":0.3,"tau":0.2}`},
		{"--loss debiased", `{"name":"debiased","tau":0.2,"tau_plus":0.1}`},
		{"--loss debiased --tau-plus 0.25 --beta 1", `{"beta":1,"name":"debiased","tau":0.2,"tau_plus":0.25}`},
		{"--loss siglip --lr 0.001 --negatives inbatch", `{"bias":-10,"name":"siglip","tau":0.2}`},
		{"--loss triplet", `{"name":"triplet"}`},
		{"--loss macl", `{"macl_alpha":0.5,"name":"macl","tau":0.2}`},
		{"--loss macl --macl-alpha 0.2 --macl-target 0.6", `{"macl_alpha":0.2,"macl_target":0.6,"name":"macl","tau":0.2}`},
		{"--loss hard", `{"alpha":0.0819,"name":"hard","tau":0.2}`},
		{"--loss hardsimple --topk 5", `{"name":"hardsimple","topk":5}`},
		{"--loss hard --alpha 0.5 --other-class", `{"alpha":0.5,"name":"hard","other_class":true,"tau":0.2}`},
		{"--loss dcl --topk 9 --margin 0.1 --negatives inbatch", `{"margin":0.1,"mask":true,"name":"dcl","tau":0.2,"topk":9}`},
	} {
		out := filepath.Join(t.TempDir(), "run")
		succeed(t, trainTiny(images, out, strings.Fields(c.args)...)...)
		got, err := json.Marshal(config(t, out)["loss"])
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, want %s", c.args, got, c.want)
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
		{exitUsage, "unknown flag: --skip-lonely", "--loss supcon --skip-lonely"},
		{exitUsage, `--tau-schedule "linear": want constant, cosine, learnable`, "--tau-schedule linear"},
		{exitUsage, "--tau-schedule constant takes no --tau-max", "--tau-max 1"},
		{exitUsage, "--tau-schedule learnable takes no --tau-period", "--tau-schedule learnable --tau-period 3"},
		{exitUsage, "--loss simple has no temperature for --tau-schedule cosine", "--loss simple --tau-schedule cosine"},
		{exitUsage, "--loss triplet has no temperature for --tau-schedule learnable", "--loss triplet --tau-schedule learnable"},
		{exitError, "highest temperature 0.1 is below", "--tau-schedule cosine --tau-max 0.1"},
		{exitError, "period of -2 epochs", "--tau-schedule cosine --tau-period -2"},
		{exitError, "from 0.001 on, want at least 0.01", "--tau-schedule learnable --tau 0.001"},
		{exitError, "--sigma 0", "--loss dclw --sigma 0"},
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
		// The checkpoint's tensors end the file; its header tells seconds.
		a, b := get(t, filepath.Join(whole, "checkpoint.safetensors")), get(t, filepath.Join(cut, "checkpoint.safetensors"))
		const header = 1 << 14
		if len(a) < 2*header || !bytes.Equal(a[header:], b[len(b)-len(a)+header:]) {
			t.Errorf("%s: the resumed run's weights differ", c.name)
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
	succeed(t, "train", "--data", images, "--out", out, "--resume", "--bias", "-10", "--tau-schedule", "constant")
}
