package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// Standard output gets the bytes of the file and nothing else.
func TestToStandardOutput(t *testing.T) {
	t.Chdir(t.TempDir())
	matrices(t)
	images(t)
	succeed(t, trainTiny("images", "run", "--epochs", "1")...)
	for _, c := range []struct{ line, said string }{
		{"loss --tau 0.1 --z0 z0.npy --z1 z1.npy --grad0", "loss "},
		{"loss --tau 0.1 --z0 z0.npy --z1 z1.npy --grad0 g0.npy --grad1", "loss "},
		{"loss --tau 0.1 --z0 z0.npy --z1 z1.npy --extra extra.npy --grad-extra", "loss "},
		{"embed run --data images --out", "16 rows of 128 values, of the weights after epoch 1 of 1: -"},
		{"embed run --data images --out z.npy --names-out", "16 rows of 128 values, of the weights after epoch 1 of 1: z.npy"},
		{"embed run --data images --out z.npy --labels-out", "16 rows of 128 values, of the weights after epoch 1 of 1: z.npy"},
	} {
		succeed(t, strings.Fields(c.line+" file.npy")...)
		stdout, stderr := succeed(t, strings.Fields(c.line+" -")...)
		if stdout != string(get(t, "file.npy")) || !strings.HasPrefix(stderr, c.said) {
			t.Errorf("temper %s -: %d bytes on standard output, standard error %q", c.line, len(stdout), stderr)
		}
	}
	if exists("-") {
		t.Error("there is a file called -")
	}
	var stderr bytes.Buffer
	if status := run(t.Context(), strings.Fields("embed run --data images --out -"), closed{}, &stderr); status != exitError ||
		stderr.String() != "temper: standard output: cannot write: io: read/write on closed pipe\n" {
		t.Errorf("status %d, %q", status, &stderr)
	}
}

// closed takes nothing.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestStandardOutputTakesOneFile(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for _, c := range []struct{ want, line string }{
		{"--json and --grad0 - both want standard output", "loss --tau 1 --z0 a.npy --z1 b.npy --grad0 - --json"},
		{"--grad0 - and --grad1 - both want standard output", "loss --tau 1 --z0 a.npy --z1 b.npy --grad0 - --grad1 -"},
		{"--json and --out - both want standard output", "embed run --data shapes --out - --labels-out - --json"},
		{"--out - and --labels-out - both want standard output", "embed run --data shapes --out - --labels-out -"},
		{"--out -: want a folder", "train --data " + nowhere + " --out -"},
		{"--out -: want a folder", "study --data " + nowhere + " --out -"},
		{"--plot -: a figure's name ends in .svg or .png", "analyze --embeddings z.npy --plot -"},
	} {
		fail(t, exitUsage, c.want, strings.Fields(c.line)...)
	}
}
