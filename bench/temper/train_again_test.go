package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/train"
)

// encoderOf is a digest of the encoder's tensors in a run's checkpoint.
func encoderOf(t *testing.T, run string) string {
	t.Helper()
	file, err := safetensors.OpenFile(filepath.Join(run, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var tensors []safetensors.Tensor
	for _, name := range file.Names() {
		if !strings.HasPrefix(name, "encoder.") {
			continue
		}
		shape, _ := file.Shape(name)
		size := 1
		for _, n := range shape {
			size *= n
		}
		one := safetensors.Tensor{Name: name, Shape: shape, Data: make([]float32, size)}
		if err := file.Read(one); err != nil {
			t.Fatal(err)
		}
		tensors = append(tensors, one)
	}
	if len(tensors) == 0 {
		t.Fatalf("%s has no encoder", run)
	}
	return safetensors.DigestByName(tensors)
}

// words are a command line's.
func words(format string, args ...any) []string { return strings.Fields(fmt.Sprintf(format, args...)) }

// The configuration of a run gives the same run again, wherever it is read, and what the
// flags say goes before what it says.
func TestTrainConfig(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	for i, flags := range []string{
		"--loss hard --topk 5 --negatives inbatch --epochs 1",
		"--loss siglip --bias -3 --tau 0.3 --lr 0.001 --tau-schedule learnable --tau-max 2 --negatives queue --epochs 2",
		"--tau-schedule cosine --seed 7 --ema 0.9 --optimiser adamw --min-scale 0.5 --flip=false --holdout 12 --limit 40 --epochs 2",
		"--loss supcon --per-class 2 --skip-lonely --dim 8 --schedule cosine --warmup 1 --epochs 2",
	} {
		first, again := filepath.Join(dir, fmt.Sprint("first", i)), filepath.Join(dir, fmt.Sprint("again", i))
		succeed(t, words("train --data %s --encoder mlp --batch 16 %s --out %s", images, flags, first)...)
		t.Chdir(t.TempDir())
		succeed(t, words("train --config %s/config.json --out %s", first, again)...)
		want, got := stateOf(t, first), stateOf(t, again)
		for _, name := range []string{checkpointFile, configFile} {
			if got[name] != want[name] {
				t.Errorf("%s: the run of its configuration has another %s", flags, name)
			}
		}
	}
}

func TestTrainConfigIsOverridden(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	first := filepath.Join(dir, "first")
	common := words("train --data %s --encoder mlp --batch 16 --epochs 1", images)
	succeed(t, append(common, words("--loss hard --topk 5 --margin 0.1 --tau 0.4 --seed 3 --out %s", first)...)...)
	for flags, same := range map[string]string{
		"--tau 0.3":                       "--loss hard --topk 5 --margin 0.1 --tau 0.3 --seed 3",
		"--topk 7":                        "--loss hard --topk 7 --margin 0.1 --tau 0.4 --seed 3",
		"--seed 1":                        "--loss hard --topk 5 --margin 0.1 --tau 0.4",
		"--lr 3e-3 --negatives queue":     "--loss hard --topk 5 --margin 0.1 --tau 0.4 --seed 3 --lr 0.003 --negatives queue",
		"--loss contrastive":              "--loss contrastive --seed 3",
		"--loss dclw --sigma 0.3":         "--loss dclw --sigma 0.3 --seed 3",
		"--limit 32 --flip=false --dim 8": "--loss hard --topk 5 --margin 0.1 --tau 0.4 --seed 3 --limit 32 --flip=false --dim 8",
		"--epochs 2 --warmup 1":           "--loss hard --topk 5 --margin 0.1 --tau 0.4 --seed 3 --epochs 2 --warmup 1",
	} {
		a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
		succeed(t, words("train --config %s/config.json %s --out %s", first, flags, a)...)
		succeed(t, append(common, words("%s --out %s", same, b)...)...)
		if encoderOf(t, a) != encoderOf(t, b) {
			t.Errorf("--config with %s gives other weights than %s", flags, same)
		}
	}
	out := filepath.Join(dir, "new")
	for flags, want := range map[string]string{
		"--sigma 0.3":                         "--loss hard takes no --sigma",
		"--loss dcl --bias 1":                 "--loss dcl takes no --bias",
		"--tau-max 0.9":                       "--tau-schedule constant takes no --tau-max",
		"--loss simple --tau-schedule cosine": "--loss simple has no temperature",
	} {
		fail(t, exitUsage, want, words("train --config %s/config.json %s --out %s", first, flags, out)...)
	}
	fail(t, exitError, "nowhere.json", words("train --config nowhere.json --out %s", out)...)
	config := string(get(t, filepath.Join(first, configFile)))
	nameless := filepath.Join(dir, "nameless.json")
	put(t, nameless, []byte(strings.Replace(config, `"path": "`+images+`",`, "", 1)))
	fail(t, exitUsage, nameless+" does not say where its data came from", words("train --config %s --out %s", nameless, out)...)
	succeed(t, words("train --config %s --data %s --out %s", nameless, images, out)...)
}

// A run may begin with another's weights.
func TestTrainInit(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	first, second, cut := filepath.Join(dir, "first"), filepath.Join(dir, "second"), filepath.Join(dir, "cut")
	succeed(t, trainTiny(images, first)...)
	args := trainTiny(images, second, "--init", first, "--lr", "1e-38", "--weight-decay", "0", "--epochs", "1")
	succeed(t, args...)
	trained := func(run string) []float32 {
		e, err := train.LoadEncoder(run)
		if err != nil {
			t.Fatal(err)
		}
		return e.Params()[0].Value
	}
	if !slices.Equal(trained(first), trained(second)) { // a rate that moves nothing
		t.Error("the run does not begin with the weights of the other")
	}
	_, stderr := succeed(t, words("train --config %s/config.json --out %s", second, filepath.Join(dir, "seed's"))...)
	if !strings.HasPrefix(stderr, "temper: the run of "+second+"/config.json did not begin with the weights of its seed") {
		t.Errorf("a run that does not begin as that of its configuration says %q", stderr)
	}
	third := filepath.Join(dir, "third")
	_, stderr = succeed(t, words("train --config %s/config.json --init %s --out %s", second, first, third)...)
	if !strings.HasPrefix(stderr, "epoch ") || encoderOf(t, third) != encoderOf(t, second) {
		t.Errorf("a configuration with the weights that it began with gives others, and says %q", stderr)
	}

	for flags, want := range map[string]string{
		"--encoder resnet8": "--init %s: its encoder is mlp with embeddings of 128 values, not resnet8 with 128",
		"--dim 64":          "--init %s: its encoder is mlp with embeddings of 128 values, not mlp with 64",
	} {
		fail(t, exitError, strings.ReplaceAll(want, "%s", first), trainTiny(images, cut, words("--init %s %s", first, flags)...)...)
	}
	fail(t, exitError, "holds no run", trainTiny(images, cut, "--init", dir)...)
	fail(t, exitUsage, "--resume takes no --init", "train", "--resume", "--out", second, "--init", first)

	if err := os.Truncate(filepath.Join(first, checkpointFile), 100); err != nil {
		t.Fatal(err)
	}
	if _, stderr := succeed(t, trainTiny(images, cut, "--init", first)...); !strings.Contains(stderr, "going on from the checkpoint before it") {
		t.Errorf("weights that are not the newest: %q", stderr)
	}
}

// A run of layers that no flag names goes on, and can be embedded; no other begins with its
// configuration.
func TestOwnLayers(t *testing.T) {
	dir, images := t.TempDir(), tinyData(t)
	s := job.Defaults()
	s.Data, s.Batch, s.Epochs = images, 16, 1
	items, origin, err := s.Load(t.Context(), data.Train, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := nn.New(items.Shape(), nn.Sequence{nn.Linear{Out: 12}, nn.ReLU{}}, 8, 1)
	if err != nil {
		t.Fatal(err)
	}
	out, other := filepath.Join(dir, "run"), filepath.Join(dir, "other")
	trainer := train.Trainer{Settings: s.Settings, Encoder: encoder, Loss: loss.Contrastive{Tau: 0.2}, Source: items, Dir: out, Origin: origin}
	if err := trainer.Train(t.Context()); err != nil {
		t.Fatal(err)
	}
	succeed(t, "train", "--resume", "--out", out, "--epochs", "2")
	succeed(t, "embed", out, "--data", images, "--out", filepath.Join(dir, "z.npy"))
	fail(t, exitError, "--encoder mlp: "+out+" was started with none", "train", "--resume", "--out", out, "--encoder", "mlp")
	config := filepath.Join(out, configFile)
	fail(t, exitUsage, "needs --encoder: that of "+config+" has layers of its own", "train", "--config", config, "--out", other)
	fail(t, exitError, "--init "+out+": its encoder is of its own layers with embeddings of 8 values, not mlp with 8",
		trainTiny(images, other, "--init", out)...)
	succeed(t, "train", "--config", config, "--encoder", "mlp", "--out", other)
}

// What --resume is told again must be what the run was begun with, in whatever clothing.
func TestResumeFlags(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "run")
	succeed(t, trainTiny(images, out, words("--loss simple --negatives queue --queue-length 0 --tau 0.3 --lr 0.03")...)...)
	for _, flags := range []string{
		"--lr 3e-2 --batch 16 --loss simple --encoder mlp --dim 128 --seed 1 --epochs 2 --flip --flip=true --momentum .9",
		"--queue-length 0 --queue-length 24 --tau-period 0 --lambda 0.0 --tau 0.3 --data " + images,
		"--limit 48", "--weight-decay 0.0005 --topk 0 --other-class=false --queue-length 0",
	} {
		succeed(t, append(words("train --resume --out %s", out), strings.Fields(flags)...)...)
	}
	t.Chdir(t.TempDir())
	succeed(t, "train", "--resume", "--out", out) // it knows where its data is
	for flags, want := range map[string]string{
		"--lr 0.3":            "--lr 0.3: %s was started with 0.03",
		"--queue-length 16":   "--queue-length 16: %s was started with 24",
		"--batch 8":           "--batch 8: %s was started with 16",
		"--lambda 2":          "--lambda 2: %s was started with 0",
		"--sigma 2":           "--sigma 2: %s was started with none",
		"--loss dcl":          "--loss dcl: %s was started with simple",
		"--topk 3":            "--topk 3: %s was started with 0",
		"--flip=false":        "--flip false: %s was started with true",
		"--seed 2":            "--seed 2: %s was started with 1",
		"--negatives inbatch": "--negatives inbatch: %s was started with queue",
		"--limit 32":          "data.images is 32, the run was started with 48",
		"--data shapes":       "takes items of 8×8×1",
		"--epochs 1":          "--epochs 1: %s was started with 2, which may only grow",
	} {
		fail(t, exitError, strings.ReplaceAll(want, "%s", out), append(words("train --resume --out %s", out), strings.Fields(flags)...)...)
	}
}

// Epochs may grow, of a run that is complete and of one that is not, as Trainer.Epochs may.
func TestEpochsGrow(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	s := job.Defaults()
	s.Data, s.Encoder, s.Dim, s.Batch, s.Epochs, s.Schedule = images, "mlp", 8, 16, 3, train.CosineSchedule
	items, _, err := s.Load(t.Context(), data.Train, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := s.NewEncoder(items.Shape())
	if err != nil {
		t.Fatal(err)
	}
	trainer := train.Trainer{Settings: s.Settings, Encoder: encoder, Loss: loss.Contrastive{Tau: 0.2}, Source: items, Dir: filepath.Join(dir, "go")}
	for _, epochs := range []int{3, 5, 6} {
		trainer.Epochs = epochs
		if err := trainer.Train(t.Context()); err != nil {
			t.Fatal(err)
		}
	}

	begin := append(threeEpochs(images), "--schedule", "cosine")
	out := filepath.Join(dir, "run")
	succeed(t, append(begin, "--out", out)...)
	_, stderr := succeed(t, "train", "--resume", "--out", out, "--epochs", "5")
	if !strings.HasPrefix(stderr, "temper: 5 epochs in place of 3: ") || !strings.Contains(stderr, "\nepoch 4/5: ") {
		t.Errorf("it says %q", stderr)
	}
	if _, stderr := succeed(t, append(begin, "--resume", "--out", out, "--epochs", "6")...); !strings.HasPrefix(stderr, "temper: 6 epochs in place of 5: ") {
		t.Errorf("it says %q", stderr)
	}
	if stateOf(t, out)[checkpointFile] != stateOf(t, trainer.Dir)[checkpointFile] {
		t.Error("other bits than those of a Trainer whose Epochs grew")
	}
	if stdout, _ := succeed(t, "train", "--resume", "--out", out, "--json"); !strings.Contains(stdout, `"epochs": 6`) {
		t.Errorf("%s", stdout)
	}
}
