package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/npy"
)

// tinyData is a folder of 8×8 grey images in IDX files: 48 to train on and 16 to
// test with, of four classes told apart by the bright quadrant.
func tinyData(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for prefix, n := range map[string]uint32{"train": 48, "t10k": 16} {
		images := binary.BigEndian.AppendUint32(nil, 0x0803)
		for _, dim := range []uint32{n, 8, 8} {
			images = binary.BigEndian.AppendUint32(images, dim)
		}
		labels := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 0x0801), n)
		for i := range n {
			labels = append(labels, byte(i%4))
			for p := range uint32(64) {
				v := byte((i*37 + p*p*11) % 90)
				if p%8/4+2*(p/32) == i%4 {
					v += 150
				}
				images = append(images, v)
			}
		}
		put(t, filepath.Join(dir, prefix+"-images-idx3-ubyte"), images)
		put(t, filepath.Join(dir, prefix+"-labels-idx1-ubyte"), labels)
	}
	return dir
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// succeed runs a command line that must end with status 0, and returns its
// standard output and standard error.
func succeed(t *testing.T, args ...string) (string, string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), args, &stdout, &stderr); status != exitOK {
		t.Fatalf("temper %s: status %d: %s", strings.Join(args, " "), status, &stderr)
	}
	return stdout.String(), withoutLoads(stderr.String())
}

// withoutLoads is what a command says, but for the lines about the data.
func withoutLoads(said string) string {
	var kept strings.Builder
	for line := range strings.Lines(said) {
		if !isLoad(line) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

func isLoad(line string) bool {
	return strings.Contains(line, ", to train on") || strings.Contains(line, ", to test on")
}

// fail runs a command line that must end with a status, nothing on standard
// output, and one line on standard error that holds the given text.
func fail(t *testing.T, status int, text string, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	got := run(t.Context(), args, &stdout, &stderr)
	message := stderr.String()
	if got != status || !strings.Contains(message, text) || !strings.HasPrefix(message, "temper: ") ||
		strings.Count(message, "\n") != 1 || stdout.Len() != 0 {
		t.Errorf("temper %s:\nstatus %d, want %d\nstdout %q\nstderr %q, want one line with %q",
			strings.Join(args, " "), got, status, &stdout, message, text)
	}
}

// trainTiny is a command line that trains an mlp for two epochs of three steps.
func trainTiny(images, out string, more ...string) []string {
	return append([]string{"train", "--data", images, "--encoder", "mlp", "--epochs", "2", "--batch", "16", "--out", out}, more...)
}

func TestTrainAndEmbed(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	runDir, z, y := filepath.Join(dir, "run"), filepath.Join(dir, "z.npy"), filepath.Join(dir, "y.npy")
	stdout, stderr := succeed(t, trainTiny(images, runDir, "--loss", "hard", "--json")...)
	var result map[string]any
	if err := json.Unmarshal([]byte(stdout), &result); err != nil {
		t.Fatalf("standard output is not one JSON object: %v\n%s", err, stdout)
	}
	for name, want := range map[string]any{
		"out": runDir, "encoder": "mlp", "loss": "hard", "tau": 0.2, "alpha": 0.0819, "negatives": "bank", "items": 48.0, "epochs": 2.0,
	} {
		if result[name] != want {
			t.Errorf("%s = %v, want %v", name, result[name], want)
		}
	}
	if loss, ok := result["loss_final"].(float64); !ok || loss <= 0 {
		t.Errorf("loss_final = %v", result["loss_final"])
	}
	if lines := strings.Split(stderr, "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "epoch 1/2: loss ") || !strings.Contains(lines[1], "of the bank never written") {
		t.Errorf("want a line for each of two epochs:\n%s", stderr)
	}
	for _, name := range []string{"config.json", "metrics.csv", "checkpoint.safetensors"} {
		if len(get(t, filepath.Join(runDir, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}

	succeed(t, "embed", runDir, "--data", images, "--split", "test", "--out", z, "--labels-out", y)
	rows, err := npy.ReadFloat32(z)
	if err != nil {
		t.Fatal(err)
	}
	labels, err := npy.ReadInts(y)
	if err != nil {
		t.Fatal(err)
	}
	if rows.Rows != 16 || rows.Cols != 128 || len(labels) != 16 || labels[5] != 1 {
		t.Errorf("embed: %d×%d rows, labels %v", rows.Rows, rows.Cols, labels)
	}
	stdout, _ = succeed(t, "embed", runDir, "--data", images, "--split", "train", "--layer", "features", "--out", z, "--json")
	if want := `"items": 48,` + "\n" + `  "dim": 256`; !strings.Contains(stdout, want) {
		t.Errorf("embed --layer features --json: %s, want %s", stdout, want)
	}
}

// A run that Ctrl-C ended and --resume went on with has the bits of one that was
// left alone.
func TestTrainResume(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	whole, cut := filepath.Join(dir, "whole"), filepath.Join(dir, "cut")
	succeed(t, trainTiny(images, whole, "--tau", "0.5")...)

	ctx, cancel := context.WithCancel(t.Context())
	var stdout bytes.Buffer
	stderr := &trigger{text: "epoch 1/2", action: cancel}
	status := run(ctx, trainTiny(images, cut, "--tau", "0.5"), &stdout, stderr)
	lines := strings.Split(strings.TrimSpace(withoutLoads(stderr.String())), "\n")
	if status != exitError || stdout.Len() != 0 || len(lines) != 2 || !strings.Contains(lines[1], "temper train --resume --out "+cut) {
		t.Fatalf("interrupted: status %d, stdout %q, stderr %q", status, &stdout, stderr)
	}
	fail(t, exitError, "--tau 0.2: "+cut+" was started with 0.5", trainTiny(images, cut, "--tau", "0.2", "--resume")...)
	fail(t, exitError, "resume it or choose another folder", trainTiny(images, cut, "--tau", "0.5")...)
	succeed(t, "train", "--out", cut, "--resume", "--threads", "2") // it knows where its data is
	if a, b := get(t, filepath.Join(whole, "checkpoint.safetensors")), get(t, filepath.Join(cut, "checkpoint.safetensors")); !bytes.Equal(a, b) {
		t.Error("equal runs have other checkpoints")
	}

	args := []string{"embed", "", "--data", images, "--out", ""}
	var z [2][]byte
	for i, run := range []string{whole, cut} {
		args[1], args[5] = run, filepath.Join(dir, "z.npy")
		succeed(t, args...)
		z[i] = get(t, args[5])
	}
	if !bytes.Equal(z[0], z[1]) {
		t.Error("the resumed run's embeddings differ from the uninterrupted one's")
	}
	succeed(t, "train", "--data", images, "--out", cut, "--resume") // is complete already
}

// trigger keeps what is written to it and acts when it sees a text.
type trigger struct {
	bytes.Buffer
	text   string
	action func()
}

func (w *trigger) Write(p []byte) (int, error) {
	if strings.Contains(string(p), w.text) {
		w.action()
	}
	return w.Buffer.Write(p)
}

func TestTrainRefuses(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	file := filepath.Join(dir, "file")
	put(t, file, nil)
	badLabel, records := t.TempDir(), make([]byte, 2*3073)
	records[3073] = 200
	put(t, filepath.Join(badLabel, "data_batch_1.bin"), records)
	cut := tinyData(t)
	put(t, filepath.Join(cut, "train-images-idx3-ubyte"), get(t, filepath.Join(cut, "train-images-idx3-ubyte"))[:1000])

	out := filepath.Join(dir, "run")
	for _, test := range []struct {
		status int
		text   string
		args   []string
	}{
		{exitUsage, "--out", []string{"train", "--data", images}},
		{exitUsage, "--data", []string{"train", "--out", out}},
		{exitUsage, "unknown flag", []string{"train", "--temperature", "1"}},
		{exitError, "not a directory", trainTiny(images, filepath.Join(file, "run"))},
		{exitUsage, `--encoder "vgg": want mlp, resnet`, trainTiny(images, out, "--encoder", "vgg")},
		{exitUsage, `--loss "hinge": want `, trainTiny(images, out, "--loss", "hinge")},
		{exitUsage, `--negatives "none": want bank, `, trainTiny(images, out, "--negatives", "none")},
		{exitUsage, "takes no --lambda", trainTiny(images, out, "--lambda", "0.1")},
		{exitError, "--alpha 0", trainTiny(images, out, "--loss", "hard", "--alpha", "0")},
		{exitError, "tau = 0", trainTiny(images, out, "--tau", "0")},
		{exitError, "alpha = 1.5", trainTiny(images, out, "--loss", "hard", "--alpha", "1.5")},
		{exitError, "not both", trainTiny(images, out, "--loss", "hard", "--alpha", "0.5", "--topk", "3")},
		{exitError, "K = 48 is more than the 47 negatives", trainTiny(images, out, "--loss", "hard", "--topk", "48")},
		{exitUsage, "--epochs 0", trainTiny(images, out, "--epochs", "0")},
		{exitUsage, "--lr 0", trainTiny(images, out, "--lr", "0")},
		{exitError, "1 of 2 items is bad: data_batch_1.bin:1: label 200 out of range 0..9; --skip-bad leaves", trainTiny(badLabel, out)},
		{exitError, "train-images-idx3-ubyte", trainTiny(cut, out)},
		{exitError, "no such file", trainTiny(filepath.Join(dir, "nowhere"), out)},
		{exitError, "holds no run", trainTiny(images, out, "--resume")},
	} {
		fail(t, test.status, test.text, test.args...)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused command line made a folder")
	}
}

// looseImages is a folder of an image without a class.
func looseImages(t *testing.T) string {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put(t, filepath.Join(dir, "1.png"), file.Bytes())
	return dir
}

func TestEmbedRefuses(t *testing.T) {
	images, dir := tinyData(t), t.TempDir()
	run, z := filepath.Join(dir, "run"), filepath.Join(dir, "z.npy")
	succeed(t, trainTiny(images, run, "--limit", "16", "--epochs", "1")...)
	put(t, z, []byte("precious"))
	embed := func(more ...string) []string {
		return append([]string{"embed", run, "--data", images, "--out", z}, more...)
	}
	fail(t, exitUsage, "--split", embed("--split", "all")...)
	fail(t, exitUsage, "--layer", embed("--layer", "logits")...)
	fail(t, exitUsage, "arg", "embed", "--data", images, "--out", z)
	fail(t, exitError, "named twice", embed("--labels-out", z)...)
	fail(t, exitError, "nowhere", embed("--labels-out", filepath.Join(dir, "nowhere", "y.npy"))...)
	fail(t, exitError, "nobody knows the labels", "embed", run, "--data", looseImages(t), "--split", "train", "--out", z, "--labels-out", filepath.Join(dir, "y.npy"))
	fail(t, exitError, "the encoder takes 8×8×1", "embed", run, "--data", "shapes", "--out", z)

	checkpoint := filepath.Join(run, "checkpoint.safetensors")
	if err := os.Remove(filepath.Join(run, "checkpoint.before.safetensors")); err != nil { // which would be used
		t.Fatal(err)
	}
	whole := get(t, checkpoint)
	for _, n := range []int{0, 7, 200, len(whole) - 1} {
		put(t, checkpoint, whole[:n])
		fail(t, exitError, checkpoint, embed()...)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-100] ^= 1
	put(t, checkpoint, flipped)
	fail(t, exitError, checkpoint, embed()...)
	fail(t, exitError, checkpoint, trainTiny(images, run, "--limit", "16", "--epochs", "1", "--resume")...)
	if string(get(t, z)) != "precious" {
		t.Error("a failed embed replaced its output")
	}
}
