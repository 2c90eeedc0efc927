package train

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/run"
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
		{"needs Encoder, Loss and Source", func(t *Trainer) { t.Loss = nil }},
		{"takes items of 8×8×3, the data has 9×9×3", func(t *Trainer) { t.Source = mosaic(26, 9, 1) }},
		{"26 items to train on are fewer than a batch of 27", func(t *Trainer) { t.Batch = 27 }},
		{"6 items to train on are fewer than a batch of 7", func(t *Trainer) { t.Batch, t.Holdout = 7, 20 }},
		{"holdout 27: the data has 26 items", func(t *Trainer) { t.Holdout = 27 }},
		{"holdout 1: want 0 (none) or at least 2", func(t *Trainer) { t.Holdout = 1 }},
		{"batch 1: want at least 2", func(t *Trainer) { t.Batch = 1 }},
		{"epochs 0: want at least 1", func(t *Trainer) { t.Epochs = 0 }},
		{`schedule "linear": want step or cosine`, func(t *Trainer) { t.Schedule = "linear" }},
		{"warmup of 3 epochs in a run of 2", func(t *Trainer) { t.Warmup = 3 }},
		{"lr NaN: want a positive number", func(t *Trainer) { t.LR = math.NaN() }},
		{"lr 0: want a positive number", func(t *Trainer) { t.LR = 0 }},
		{"momentum 1: want from 0 to less than 1", func(t *Trainer) { t.Momentum = 1 }},
		{"weight decay +Inf: want", func(t *Trainer) { t.WeightDecay = math.Inf(1) }},
		{"bank momentum 2: want", func(t *Trainer) { t.BankMomentum = 2 }},
		{"key momentum 1.5: want", func(t *Trainer) { t.KeyMomentum = 1.5 }},
		{"ema 1: want", func(t *Trainer) { t.EMA = 1 }},
		{`optimiser "adam": want sgd, nesterov or adamw`, func(t *Trainer) { t.Optimiser = "adam" }},
		{"min scale -0.1: want from 0 to 1", func(t *Trainer) { t.Augment.MinScale = -0.1 }},
		{`negatives "memory": want bank, queue or inbatch`, func(t *Trainer) { t.Negatives = "memory" }},
		{"queue length 5: want at least a batch, 6", func(t *Trainer) { t.Negatives, t.QueueLength = Queue, 5 }},
		{"queue length 27: with own keys", func(t *Trainer) { t.Negatives, t.QueueLength = Queue, 27 }},
		{"tau = 0, must lie in", func(t *Trainer) { t.Loss = loss.Contrastive{} }},
		{"per class 2: mosaic has no labels", func(t *Trainer) { t.PerClass = 2 }},
		{"per class 4: a batch of 6 is no multiple", func(t *Trainer) { t.PerClass, t.Source = 4, classed(setOf(t), 3) }},
		{"per class 6: class 1 has 5 items", func(t *Trainer) { t.PerClass, t.Source = 6, classed(setOf(t), 5) }},
		{"loss supcon needs labels, and mosaic has none", func(t *Trainer) { t.Loss = loss.SupCon{Tau: 0.1} }},
		{`tau schedule "linear": want`, func(t *Trainer) { t.TauSchedule = "linear" }},
		{"tau schedule cosine: the loss simple has no temperature", func(t *Trainer) { t.TauSchedule, t.Loss = CosineTau, loss.Simple{} }},
		{"learnable: the loss hardsimple has no", func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.Over(loss.Simple{}, loss.Selection{K: 5}) }},
		{"learnable: the loss triplet has no", func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.Triplet{} }},
		{"learnable temperature from 0.009 on, want it in [0.01, 1]", func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.DCL{Tau: 0.009} }},
		{"learnable temperature from 1.1 on, want it in [0.01, 1]", func(t *Trainer) { t.TauSchedule, t.Loss = LearnableTau, loss.DCL{Tau: 1.1} }},
		{"from 0.2 on, want it in [0.3, 1]", func(t *Trainer) { t.TauSchedule, t.TauMin = LearnableTau, 0.3 }},
		{"from 0.2 on, want it in [0.01, 0.1]", func(t *Trainer) { t.TauSchedule, t.TauMax = LearnableTau, 0.1 }},
		{"tau min NaN: want", func(t *Trainer) { t.TauSchedule, t.TauMin = LearnableTau, math.NaN() }},
		{"tau min -1: want", func(t *Trainer) { t.TauSchedule, t.TauMin = LearnableTau, -1 }},
		{"tau = 20000, must lie in", func(t *Trainer) { t.TauSchedule, t.TauMax = LearnableTau, 2e4 }},
		{"highest temperature 0.1 is below the loss's own, the lowest, 0.2", func(t *Trainer) { t.TauSchedule, t.TauMax = CosineTau, 0.1 }},
		{"tau max NaN: want", func(t *Trainer) { t.TauSchedule, t.TauMax = CosineTau, math.NaN() }},
		{"tau = 20000, must lie in", func(t *Trainer) { t.TauSchedule, t.TauMax = CosineTau, 2e4 }},
		{"tau period -1: want", func(t *Trainer) { t.TauSchedule, t.TauPeriod = CosineTau, -1 }},
		{"tau period NaN: want", func(t *Trainer) { t.TauSchedule, t.TauPeriod = CosineTau, math.NaN() }},
		{"K = 26 is more than the 25 negatives", func(t *Trainer) { t.Loss = loss.Over(loss.Simple{}, loss.Selection{K: 26}) }},
		{"K = 11 is more than the 10 negatives", func(t *Trainer) { t.Negatives, t.Loss = InBatch, loss.Over(loss.Simple{}, loss.Selection{K: 11}) }},
		{"K = 16 is more than the 15 negatives", func(t *Trainer) { t.Negatives, t.Loss = Queue, loss.Over(loss.Simple{}, loss.Selection{K: 16}) }},
	} {
		trainer := newTrainer(t, "mlp", Bank)
		trainer.Dir = filepath.Join(t.TempDir(), "run")
		setOf(trainer).Labels = nil
		c.change(trainer)
		wantError(t, c.want, trainer.Train(context.Background()), c.want)
		wantError(t, c.want, trainer.Check(), c.want)
		if _, err := os.Stat(trainer.Dir); err == nil {
			t.Errorf("%s: the run's folder was made", c.want)
		}
	}
}

func TestFolderIsCheckedBeforeTraining(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, []byte("kept"), 0o666); err != nil {
		t.Fatal(err)
	}
	trainer := newTrainer(t, "mlp", Bank)
	observer(trainer).OnStep = func(Step) { t.Error("trained") }
	for _, dir := range []string{blocked, filepath.Join(blocked, "run")} {
		trainer = newTrainer(t, "mlp", Bank)
		trainer.Dir = dir
		wantError(t, dir, trainer.Train(context.Background()), "the run's folder", blocked)
	}
	learned, _ := finishedRun(t)
	trainer = newTrainer(t, "mlp", Bank)
	trainer.Dir = learned
	before := fileHashes(t, learned)
	wantError(t, "a run", trainer.Train(context.Background()), learned, "resume it or choose another folder")
	if err := os.Truncate(filepath.Join(learned, run.CheckpointFile), 9); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(learned, run.BeforeFile), 9); err != nil {
		t.Fatal(err)
	}
	wantError(t, "a damaged run", trainer.Train(context.Background()), learned, "begin the run anew, in another folder")
	if after := fileHashes(t, learned); after[run.ConfigFile] != before[run.ConfigFile] || after[run.MetricsFile] != before[run.MetricsFile] {
		t.Error("the folder of another run was written")
	}
}

// fileHashes are the contents of a folder's files, by their names.
func fileHashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

// A folder in which nothing was learned starts anew: one that has a configuration alone,
// as a disk that was full in the first epoch left it, and one that was interrupted before
// the first step.
func TestNothingLearnedStartsAnew(t *testing.T) {
	newTrainer := func() *Trainer {
		trainer := newTrainer(t, "mlp", Bank)
		trainer.Seed = 7 // as its encoder's: the initial weights are known then
		return trainer
	}
	whole := newTrainer()
	mustTrain(t, whole)
	for name, prepare := range map[string]func(dir string){
		"configuration alone": func(dir string) {
			os.Remove(filepath.Join(dir, run.CheckpointFile))
			os.Remove(filepath.Join(dir, run.MetricsFile))
		},
		"no configuration": func(dir string) { os.Remove(filepath.Join(dir, run.ConfigFile)) },
		"all files":        func(string) {},
	} {
		dir := t.TempDir()
		interrupted := newTrainer()
		interrupted.Dir = dir
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := interrupted.Train(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		prepare(dir)

		resumed, err := Resume(dir, setOf(interrupted))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		mustTrain(t, resumed)
		if fingerprint(resumed) != fingerprint(whole) {
			t.Errorf("%s: other bits when resumed", name)
		}
		prepare(dir)
	}
	dir := t.TempDir()
	first := newTrainer()
	first.Dir = dir
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	first.Train(ctx)
	again := newTrainer()
	again.Dir = dir
	mustTrain(t, again)
	if fingerprint(again) != fingerprint(whole) {
		t.Error("other bits when begun again")
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
	moved := *setOf(trainer)
	moved.Source = "elsewhere"
	if _, err := Resume(dir, &moved); err != nil {
		t.Errorf("the same images from elsewhere: %v", err)
	}
	_, err := Resume(dir, setOf(trainer).Limit(20))
	wantError(t, "fewer images", err, dir, "data.images is 20, the run was started with 26")
	_, err = Resume(dir, mosaic(26, 8, 2))
	wantError(t, "other images", err, "data.pixels is")
	_, err = Resume(dir, mosaic(26, 9, 1))
	wantError(t, "other size", err, "takes items of 8×8×3")
	_, err = Resume(dir, nil)
	wantError(t, "no data", err, "needs Encoder, Loss and Source")
}

func TestEditedConfigIsRefused(t *testing.T) {
	dir, trainer := finishedRun(t)
	path := filepath.Join(dir, run.ConfigFile)
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
		{`"format": 3`, `"format": 4`, "format 4, want at most 3"},
		{`"format": 3`, `"seeds": 2`, "format none, want at most 3"},
		{string(text), "", "cut short"},
		{string(text), string(text[:100]), "cut short"},
		{string(text), string(text) + "{}", "text after"},
	} {
		edited := strings.Replace(string(text), c.old, c.new, 1)
		if err := os.WriteFile(path, []byte(edited), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Resume(dir, trainer.Source)
		wantError(t, c.want, err, path, c.want)
		_, err = LoadEncoder(dir)
		wantError(t, c.want, err, path, c.want)
	}
	os.Remove(path)
	if _, err = LoadEncoder(dir); err != nil { // the checkpoint says the same
		t.Errorf("no config.json: %v", err)
	}
}

func TestCorruptCheckpointIsRefused(t *testing.T) {
	dir, trainer := finishedRun(t)
	path := filepath.Join(dir, run.CheckpointFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, run.BeforeFile)); err != nil { // which would be used
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
		{"a tensor by another name", "do not match their SHA-256", renamed},
		{"other progress", "metadata do not match", early},
	} {
		if err := os.WriteFile(path, c.bytes, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Resume(dir, trainer.Source)
		wantError(t, c.name, err, path, c.want)
		_, err = LoadEncoder(dir)
		wantError(t, c.name, err, path, c.want)
	}
	os.Remove(path)
	os.Remove(filepath.Join(dir, run.ConfigFile))
	_, err = Resume(dir, trainer.Source)
	wantError(t, "nothing", err, dir, "holds no run")
}

// config.json is for people and programs: its numbers are the ones in force.
func TestConfigSaysDefaults(t *testing.T) {
	set := mosaic(130, 8, 1)
	e, err := nn.NewEncoder("mlp", square(8), 16, 7)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := (&Trainer{Settings: Defaults(), Encoder: e, Loss: loss.Simple{}, Source: set}).settled()
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
		"negatives": "bank", "epochs": 50.0, "batch": 128.0, "lr": 0.03, "schedule": "step", "momentum": 0.9,
		"weight_decay": 5e-4, "bank_momentum": 0.5, "key_momentum": 0.99, "queue_length": 128.0, "tau_period": 50.0,
		"optimiser": "sgd", "own_keys": false, "seed": 1.0,
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
}
