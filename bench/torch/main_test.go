package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/npy"
)

var (
	x = blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 0, 0.6, 0.8}}
	y = blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{0.8, -0.6, 0, 1}}
)

// folder makes one of a problem with the rows x and y.
func folder(t *testing.T, problem string) string {
	t.Helper()
	dir := t.TempDir()
	for _, err := range []error{
		os.WriteFile(filepath.Join(dir, "problem.json"), []byte(problem), 0o666),
		npy.WriteFloat32(filepath.Join(dir, "z0.npy"), x),
		npy.WriteFloat32(filepath.Join(dir, "z1.npy"), y),
		npy.WriteInt64(filepath.Join(dir, "index.npy"), []int{1, 0}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestServe(t *testing.T) {
	l := loss.Contrastive{Tau: 0.5}
	for name, rows := range map[string]loss.Problem{
		"inbatch":   loss.InBatch(x, y),
		"cross":     loss.Cross(x, y),
		"symmetric": loss.Symmetric(x, y),
		"bank":      loss.Bank(x, y, []int{1, 0}),
	} {
		want, err := loss.Compute(l, rows)
		if err != nil {
			t.Fatal(err)
		}
		dir := folder(t, `{"loss": {"name": "contrastive", "tau": 0.5}, "arrangement": "`+name+`"}`)
		var answers bytes.Buffer
		if err := serve(strings.NewReader("load "+dir+"\ntime 3\n"), &answers); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(answers.String(), "\n")
		if len(lines) != 4 || lines[1] != fmt.Sprint(want.Loss) {
			t.Errorf("%s: answers %q, want the loss %v", name, lines, want.Loss)
		}
		var ns int
		if fmt.Sscan(lines[2], &ns); ns <= 0 {
			t.Errorf("%s: three calls took %q", name, lines[2])
		}
		for i, grad := range want.Grads {
			checkGradient(t, filepath.Join(dir, fmt.Sprintf("grad%d.npy", i)), grad)
		}
	}
}

func checkGradient(t *testing.T, file string, want blas32.General) {
	t.Helper()
	got, err := npy.ReadFloat32(file)
	numbers := want.Data[:want.Rows*want.Stride]
	if err != nil || !slices.Equal(got.Data, numbers) {
		t.Errorf("%s: %v, %v, want %v", file, got.Data, err, numbers)
	}
}

// TestNormalized gives rows that are no unit vectors but said to be.
func TestNormalized(t *testing.T) {
	dir := folder(t, `{"loss": {"name": "simple"}, "arrangement": "inbatch", "normalized": true}`)
	long := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{2, 0, 0, 1}}
	if err := npy.WriteFloat32(filepath.Join(dir, "z0.npy"), long); err != nil {
		t.Fatal(err)
	}
	if err := serve(strings.NewReader("load "+dir), &bytes.Buffer{}); err == nil {
		t.Error("no error")
	}
}

// stepFolder makes one of a training step.
func stepFolder(t *testing.T, step string, images blas32.General) string {
	t.Helper()
	dir := t.TempDir()
	for _, err := range []error{
		os.WriteFile(filepath.Join(dir, "step.json"), []byte(step), 0o666),
		npy.WriteFloat32(filepath.Join(dir, "images.npy"), images),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const tinyStep = `{"encoder": "resnet8", "rows": 4, "height": 2, "width": 2, "channels": 1}`

func TestServeSteps(t *testing.T) {
	dir := stepFolder(t, tinyStep, matrix.Of([]float32{1, 0, 2, 1, 0, 3, 1, 1, 4, 0, 0, 1, 2, 2, 1, 0}, 4, 4))
	var answers bytes.Buffer
	if err := serve(strings.NewReader("train "+dir+"\ntime 2\n"), &answers); err != nil {
		t.Fatal(err)
	}
	var loss, ns float64
	lines := strings.Split(answers.String(), "\n")
	fmt.Sscan(lines[1], &loss)
	fmt.Sscan(lines[2], &ns)
	if !(loss > 0 && ns > 0) {
		t.Errorf("answers %q", lines)
	}
	for _, name := range []string{"stem.conv.weight.npy", "projection.bias.grad.npy"} {
		if z, err := npy.ReadFloat32(filepath.Join(dir, name)); err != nil || z.Rows != 1 {
			t.Errorf("%s: %v, %v", name, z, err)
		}
	}
}

func TestServeErrors(t *testing.T) {
	good := "load " + folder(t, `{"loss": {"name": "simple"}, "arrangement": "inbatch"}`) + "\n"
	for _, commands := range []string{
		"time 1",
		"jump",
		good + "time often",
		"load " + t.TempDir(),
		"load " + folder(t, `{"loss": {"name": "simple"}, "arrangement": "heap"}`),
		"load " + folder(t, `{"loss": {"name": "nonsense"}, "arrangement": "inbatch"}`),
		"load " + folder(t, `{`),
		"train " + t.TempDir(),
		"train " + stepFolder(t, `{`, x),
		"train " + stepFolder(t, tinyStep, x), // too few values
		"train " + stepFolder(t, `{"encoder": "nonsense"}`, x),
	} {
		if err := serve(strings.NewReader(commands), &bytes.Buffer{}); err == nil {
			t.Errorf("no error from %q", commands)
		}
	}
}
