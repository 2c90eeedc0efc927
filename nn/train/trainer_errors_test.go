package train

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
)

// wantError checks that err is one line with all the given parts.
func wantError(t *testing.T, what string, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
		return
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %q lacks %q", what, err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: more than one line: %q", what, err)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Trainer)
	}{
		{"needs Encoder, Loss and Data", func(t *Trainer) { t.Loss = nil }},
		{"takes images of 8×8×3, the data set has 9×9×3", func(t *Trainer) { t.Data = mosaic(26, 9, 1) }},
		{"data set of 26 images is smaller than a batch of 27", func(t *Trainer) { t.Batch = 27 }},
		{"batch of 1 images", func(t *Trainer) { t.Batch = 1 }},
		{"-1 epochs", func(t *Trainer) { t.Epochs = -1 }},
		{`unknown schedule "linear"`, func(t *Trainer) { t.Schedule = "linear" }},
		{"warm-up of 3 epochs in a run of 2", func(t *Trainer) { t.Warmup = 3 }},
		{"learning rate NaN", func(t *Trainer) { t.LR = math.NaN() }},
		{"learning rate -1", func(t *Trainer) { t.LR = -1 }},
		{"momentum 1,", func(t *Trainer) { t.Momentum = 1 }},
		{"weight decay +Inf", func(t *Trainer) { t.WeightDecay = math.Inf(1) }},
		{"bank momentum 2", func(t *Trainer) { t.BankMomentum = 2 }},
		{"key momentum 1.5", func(t *Trainer) { t.KeyMomentum = 1.5 }},
		{`unknown negatives "memory"`, func(t *Trainer) { t.Negatives = "memory" }},
		{"queue of 5 keys", func(t *Trainer) { t.Negatives, t.QueueLength = Queue, 5 }},
		{"queue of 27 keys", func(t *Trainer) { t.Negatives, t.QueueLength = Queue, 27 }},
		{"tau = 0, must lie in", func(t *Trainer) { t.Loss = loss.Contrastive{} }},
		{`unknown temperature schedule "linear"`, func(t *Trainer) { t.TauSchedule = "linear" }},
		{`temperature schedule "cosine": the loss simple has no temperature`, func(t *Trainer) { t.TauSchedule, t.Loss = CosineTau, loss.Simple{} }},
		{`"learnable": the loss hardsimple has no`, func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.Over(loss.Simple{}, loss.Selection{K: 5}) }},
		{`"learnable": the loss triplet has no`, func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.Triplet{} }},
		{"learnable temperature from 0.009 on, want it in [0.01, 1]", func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.DCL{Tau: 0.009} }},
		{"learnable temperature from 1.1 on, want it in [0.01, 1]", func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.DCL{Tau: 1.1} }},
		{"from 0.2 on, want it in [0.3, 1]", func(t *Trainer) { t.TauSchedule, t.TauMin = LearnableTau, 0.3 }},
		{"from 0.2 on, want it in [0.01, 0.1]", func(t *Trainer) { t.TauSchedule, t.TauMax = LearnableTau, 0.1 }},
		{"from 0.2 on, want it in [NaN, 1]", func(t *Trainer) { t.TauSchedule, t.TauMin = LearnableTau, math.NaN() }},
		{"lowest temperature: tau = -1, must lie in", func(t *Trainer) { t.TauSchedule, t.TauMin = LearnableTau, -1 }},
		{"highest temperature: tau = 20000, must lie in", func(t *Trainer) { t.TauSchedule, t.TauMax = LearnableTau, 2e4 }},
		{"highest temperature 0.1 is below the loss's own, the lowest, 0.2", func(t *Trainer) { t.TauSchedule, t.TauMax = CosineTau, 0.1 }},
		{"highest temperature NaN", func(t *Trainer) { t.TauSchedule, t.TauMax = CosineTau, math.NaN() }},
		{"tau = 20000, must lie in", func(t *Trainer) { t.TauSchedule, t.TauMax = CosineTau, 2e4 }},
		{"period of -1 epochs", func(t *Trainer) { t.TauSchedule, t.TauPeriod = CosineTau, -1 }},
		{"period of NaN epochs", func(t *Trainer) { t.TauSchedule, t.TauPeriod = CosineTau, math.NaN() }},
		{"K = 26 is more than the 25 negatives", func(t *Trainer) { t.Loss = loss.Over(loss.Simple{}, loss.Selection{K: 26}) }},
		{"K = 11 is more than the 10 negatives", func(t *Trainer) { t.Negatives, t.Loss = InBatch, loss.Over(loss.Simple{}, loss.Selection{K: 11}) }},
		{"K = 16 is more than the 15 negatives", func(t *Trainer) { t.Negatives, t.Loss = Queue, loss.Over(loss.Simple{}, loss.Selection{K: 16}) }},
	} {
		trainer := newTrainer(t, "mlp", Bank)
		trainer.Dir = filepath.Join(t.TempDir(), "run")
		c.change(trainer)
		wantError(t, c.want, trainer.Train(context.Background()), "nn: ", c.want)
		if _, err := os.Stat(trainer.Dir); err == nil {
			t.Errorf("%s: the run's folder was made", c.want)
		}
	}
}

func TestNoneIsNotDefault(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.WeightDecay, trainer.Momentum = -1, 0
	s, err := trainer.settings()
	if err != nil {
		t.Fatal(err)
	}
	if s.WeightDecay != 0 || s.Momentum != 0.9 {
		t.Errorf("weight decay %v, momentum %v, want 0 and 0.9", s.WeightDecay, s.Momentum)
	}
	again := describe(s).trainer(s.Encoder, s.Data)
	if s, err = again.settings(); err != nil || s.WeightDecay != 0 || s.Momentum != 0.9 {
		t.Errorf("from its configuration: weight decay %v, momentum %v, error %v", s.WeightDecay, s.Momentum, err)
	}
}

func TestFolderIsCheckedBeforeTraining(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, []byte("kept"), 0o666); err != nil {
		t.Fatal(err)
	}
	trainer := newTrainer(t, "mlp", Bank)
	trainer.Progress = func(Step) { t.Error("trained") }
	for _, dir := range []string{blocked, filepath.Join(blocked, "run")} {
		trainer.Dir = dir
		wantError(t, dir, trainer.Train(context.Background()), "nn: the run's folder", blocked)
	}
	for _, name := range []string{configFile, metricsFile, checkpointFile} {
		trainer.Dir = t.TempDir()
		path := filepath.Join(trainer.Dir, name)
		if err := os.WriteFile(path, []byte("kept"), 0o666); err != nil {
			t.Fatal(err)
		}
		wantError(t, name, trainer.Train(context.Background()), path, "resume that run or choose another folder")
		if text, err := os.ReadFile(path); err != nil || string(text) != "kept" {
			t.Errorf("%s was touched: %q, %v", name, text, err)
		}
	}
}

// A run that turns to NaN in its second epoch leaves the first one's files.
func TestNotFinite(t *testing.T) {
	trainer := newTrainer(t, "mlp", Bank)
	trainer.Dir = t.TempDir()
	var kept []byte
	trainer.EpochEnd = func(EpochStats) {
		kept, _ = os.ReadFile(filepath.Join(trainer.Dir, checkpointFile))
		trainer.Encoder.Params()[0].Value[3] = float32(math.NaN())
	}
	wantError(t, "NaN in a weight", trainer.Train(context.Background()), "nn: epoch 2, batch 1: ")
	now, err := os.ReadFile(filepath.Join(trainer.Dir, checkpointFile))
	if err != nil || len(kept) == 0 || !bytes.Equal(now, kept) {
		t.Errorf("the last good checkpoint was touched (%v)", err)
	}

	// The loss of the only step is finite, what it does to the weights is not.
	diverges := newTrainer(t, "mlp", InBatch)
	diverges.Dir = t.TempDir()
	diverges.Data, diverges.Epochs, diverges.LR, diverges.Warmup = mosaic(6, 8, 1), 1, 3e38, 0
	diverges.WeightDecay = 10
	wantError(t, "huge step", diverges.Train(context.Background()), "nn: epoch 1, batch 1: ", "is no longer finite")
	if files, err := os.ReadDir(diverges.Dir); err != nil || len(files) != 0 {
		t.Errorf("files of a run that failed in its first step: %v, %v", files, err)
	}
}

// finishedRun returns the folder of a complete run and its trainer.
func finishedRun(t *testing.T) (string, *Trainer) {
	trainer := newTrainer(t, "resnet8", Queue)
	trainer.Dir, trainer.Epochs = t.TempDir(), 1
	mustTrain(t, trainer)
	return trainer.Dir, trainer
}

func TestResumeRefusesOtherData(t *testing.T) {
	dir, trainer := finishedRun(t)
	moved := *trainer.Data
	moved.Source = "elsewhere"
	if _, err := Resume(dir, &moved); err != nil {
		t.Errorf("the same images from elsewhere: %v", err)
	}
	_, err := Resume(dir, trainer.Data.Limit(20))
	wantError(t, "fewer images", err, checkpointFile, "data.images is 20, the run was started with 26")
	_, err = Resume(dir, mosaic(26, 8, 2))
	wantError(t, "other images", err, "data.pixels is")
	_, err = Resume(dir, mosaic(26, 9, 1))
	wantError(t, "other size", err, "takes images of 8×8×3")
	_, err = Resume(dir, nil)
	wantError(t, "no data", err, "needs Encoder, Loss and Data")
}

func TestEditedConfigIsRefused(t *testing.T) {
	dir, trainer := finishedRun(t)
	path := filepath.Join(dir, configFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"tau": 0.2`, `"tau": 0.3`, "loss.tau is 0.3, the run was started with 0.2"},
		{`"alpha": 0`, `"alpha": 0.5`, "loss.alpha is 0.5, the run was started with 0"},
		{`"margin": null`, `"margin": 0`, "loss.margin is 0, the run was started with none"},
		{`"margin": null`, `"mask": true`, "contrastive has no parameter mask"},
		{`"loss"`, `"losses"`, `unknown field "losses"`},
		{`"batch": 6`, `"batch": 7`, "batch is 7"},
		{`"batch": 6`, `"batches": 6`, `unknown field "batches"`},
		{`"format": 2`, `"format": 3`, "format 3, want at most 2"},
		{`"format": 2`, `"seeds": 2`, "format none, want at most 2"},
		{string(text), "", "cut short"},
		{string(text), string(text[:100]), "cut short"},
		{string(text), string(text) + "{}", "text after"},
	} {
		edited := strings.Replace(string(text), c.old, c.new, 1)
		if err := os.WriteFile(path, []byte(edited), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Resume(dir, trainer.Data)
		wantError(t, c.want, err, path, c.want)
		_, err = LoadEncoder(dir)
		wantError(t, c.want, err, path, c.want)
	}
	os.Remove(path)
	_, err = LoadEncoder(dir)
	wantError(t, "no config.json", err, path)
}

func TestCorruptCheckpointIsRefused(t *testing.T) {
	dir, trainer := finishedRun(t)
	path := filepath.Join(dir, checkpointFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(whole)-1000] ^= 4
	renamed := bytes.Replace(whole, []byte(`"encoder.`), []byte(`"encodes.`), 1)
	early := bytes.Replace(whole, []byte(`\"epoch\":1,\"batch\":0`), []byte(`\"epoch\":0,\"batch\":0`), 1)
	for _, c := range []struct {
		name, want string
		bytes      []byte
	}{
		{"empty", "too short", nil},
		{"cut in its header", "announced in a file of 100", whole[:100]},
		{"cut in its data", "in a file that holds", whole[:len(whole)-100]},
		{"one bit in its data", "do not match their SHA-256", flipped},
		{"a tensor by another name", "no tensor", renamed},
	} {
		if err := os.WriteFile(path, c.bytes, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Resume(dir, trainer.Data)
		wantError(t, c.name, err, path, c.want)
		_, err = LoadEncoder(dir)
		wantError(t, c.name, err, path, c.want)
	}
	if err := os.WriteFile(path, early, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = Resume(dir, trainer.Data)
	wantError(t, "progress against history", err, path, "progress to epoch 0")
	os.Remove(path)
	_, err = Resume(dir, trainer.Data)
	wantError(t, "no checkpoint", err, path)
}

// config.json is for people and programs: its numbers are the ones in force.
func TestConfigSaysDefaults(t *testing.T) {
	set := mosaic(130, 8, 1)
	e, err := nn.NewEncoder("mlp", square(8), 16, 7)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := (&Trainer{Encoder: e, Loss: loss.Simple{}, Data: set}).settings()
	if err != nil {
		t.Fatal(err)
	}
	text, err := describe(settings).encode()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"negatives": "bank", "epochs": 200.0, "batch": 128.0, "lr": 0.03, "schedule": "step", "momentum": 0.9,
		"weight_decay": 5e-4, "bank_momentum": 0.5, "key_momentum": 0.99, "queue_length": 128.0,
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
}
