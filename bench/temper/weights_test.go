package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/train"
)

// savedAgain writes a checkpoint as another library would: without metadata, and with the
// tensors in another order.
func savedAgain(t *testing.T, path string) {
	t.Helper()
	whole := get(t, path)
	f, err := safetensors.Open(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var ts []safetensors.Tensor
	for _, name := range f.Names() {
		shape, _ := f.Shape(name)
		size := 1
		for _, n := range shape {
			size *= n
		}
		ts = append(ts, safetensors.Tensor{Name: name, Shape: shape, Data: make([]float32, size)})
		if err := f.Read(ts[len(ts)-1]); err != nil {
			t.Fatal(err)
		}
	}
	slices.Reverse(ts)
	var again bytes.Buffer
	if err := safetensors.Write(&again, nil, ts); err != nil {
		t.Fatal(err)
	}
	put(t, path, again.Bytes())
}

func TestEmbedWeights(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	run, z := filepath.Join(dir, "run"), filepath.Join(dir, "z.npy")
	succeed(t, trainTiny(images, run, "--ema", "0.5", "--dim", "24")...)
	embed := func(from string, more ...string) []string {
		return append([]string{"embed", from, "--data", images, "--out", z}, more...)
	}
	stdout, _ := succeed(t, embed(run)...)
	if !strings.Contains(stdout, "of the weights after epoch 2 of 2") {
		t.Errorf("%s", stdout)
	}
	want := get(t, z)

	saved := filepath.Join(dir, "encoder.safetensors")
	e, err := train.LoadEncoder(run)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Save(saved); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(run, "checkpoint.before.safetensors"))
	checkpoint := filepath.Join(run, "checkpoint.safetensors")
	savedAgain(t, checkpoint)
	fail(t, exitError, "no metadata, as if another program had saved it again; its weights can be embedded with --encoder", embed(run)...)
	fail(t, exitError, "--encoder names the architecture", embed(checkpoint)...)
	fail(t, exitError, "no metadata", "train", "--resume", "--out", run)
	for _, args := range [][]string{
		embed(saved), embed(saved, "--encoder", "mlp"), embed(run, "--encoder", "mlp"), embed(checkpoint, "--encoder", "mlp"),
	} {
		os.Remove(z)
		succeed(t, args...)
		if !bytes.Equal(get(t, z), want) {
			t.Errorf("temper %s: other embeddings", strings.Join(args, " "))
		}
	}
	fail(t, exitError, "tensor", embed(run, "--encoder", "resnet8")...)
	fail(t, exitError, "no such file", embed(filepath.Join(dir, "nowhere"))...)
	fail(t, exitError, "too short", embed(filepath.Join(run, "lock"))...)
}

func TestInfoOfRun(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	succeed(t, trainTiny(images, a, "--holdout", "8")...)
	succeed(t, trainTiny(images, b, "--holdout", "8", "--threads", "1")...)
	stdout, _ := succeed(t, "info", a)
	for _, text := range []string{
		"of the weights after epoch 2 of 2", "mlp, items of 8×8×1 to embeddings of 128 values", "197504", "48 items", "held out", "kNN",
	} {
		if !strings.Contains(strings.ReplaceAll(stdout, "the weights", "of the weights"), text) {
			t.Errorf("no %q in\n%s", text, stdout)
		}
	}
	infoOf := func(run string) map[string]any {
		stdout, _ := succeed(t, "info", run, "--json")
		return object(t, stdout)
	}
	if x, y := infoOf(a)["digest"], infoOf(b)["digest"]; x != y || len(x.(string)) != 64 {
		t.Errorf("equal runs have the digests %v and %v", x, y)
	}
	if h := infoOf(a)["history"].([]any); len(h) != 2 {
		t.Errorf("%v", h)
	}
	fail(t, exitError, "holds no run", "info", dir)
}

// What a run knows need not be said again: its data to embed, its encoder to begin with.
func TestRunKnows(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	run, next, z := filepath.Join(dir, "run"), filepath.Join(dir, "next"), filepath.Join(dir, "z.npy")
	succeed(t, trainTiny(images, run, "--dim", "24", "--limit", "32")...)
	succeed(t, "embed", run, "--data", images, "--limit", "32", "--split", "train", "--out", z)
	want := get(t, z)
	succeed(t, "embed", run, "--split", "train", "--out", z)
	if !bytes.Equal(get(t, z), want) {
		t.Error("other rows of the run's own data")
	}
	stdout, _ := succeed(t, "embed", run, "--split", "train", "--limit", "7", "--out", z)
	if !strings.HasPrefix(stdout, "7 rows of 24 values") {
		t.Errorf("%s", stdout)
	}
	succeed(t, "train", "--data", images, "--init", run, "--batch", "16", "--epochs", "1", "--out", next)
	stdout, _ = succeed(t, "info", next, "--json")
	if o := object(t, stdout); o["encoder"] != "mlp" || o["dim"] != 24.0 {
		t.Errorf("%v with %v", o["encoder"], o["dim"])
	}
	fail(t, exitError, "--init "+run+": its encoder is mlp with embeddings of 24 values, not mlp with 64",
		"train", "--data", images, "--init", run, "--dim", "64", "--out", filepath.Join(dir, "other"))
	fail(t, exitError, run+" holds a run", "train", "--data", filepath.Join(dir, "nowhere"), "--out", run)
}
