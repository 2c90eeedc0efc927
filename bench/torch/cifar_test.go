package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/npy"
)

// cifarFolder makes one of a run on as many images in CIFAR-10's format; %s in the
// run stands for their folder.
func cifarFolder(t *testing.T, images int, run string) string {
	t.Helper()
	dir := t.TempDir()
	records := make([]byte, images*3073)
	for i := range records {
		if i%3073 > 0 {
			records[i] = byte(i * i)
		}
	}
	run = strings.ReplaceAll(run, "%s", filepath.ToSlash(dir))
	for name, text := range map[string][]byte{"data_batch_1.bin": records, "cifar.json": []byte(run)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const tinyRun = `{"data": "%s", "encoder": "resnet8", "dim": 8, "images": 2, "tau": 0.1}`

// TestServeRuns takes more steps than an epoch has.
func TestServeRuns(t *testing.T) {
	for command, want := range map[string]string{"fit": "5", "views": "4"} {
		dir := cifarFolder(t, 5, tinyRun)
		var answers bytes.Buffer
		if err := serve(strings.NewReader(command+" "+dir+"\ntime 3\n"), &answers); err != nil {
			t.Fatal(err)
		}
		var ns int
		lines := strings.Split(answers.String(), "\n")
		if fmt.Sscan(lines[2], &ns); lines[1] != want || ns <= 0 {
			t.Errorf("%s: answers %q, want %s and a time", command, lines, want)
		}
	}
}

// TestViews compares the views with those of the first epoch of a run.
func TestViews(t *testing.T) {
	dir := cifarFolder(t, 5, tinyRun)
	if err := serve(strings.NewReader("views "+dir), &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	got, err := npy.ReadFloat32(filepath.Join(dir, "views.npy"))
	if err != nil {
		t.Fatal(err)
	}
	set, err := data.Load(t.Context(), dir, data.Train)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float32, 3072)
	for row, view := range [][2]int{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
		set.View(want, view[0], data.DefaultAugment(), data.Key{Seed: 1, View: view[1]})
		if !slices.Equal(got.Data[row*3072:][:3072], want) {
			t.Errorf("row %d is not view %d of image %d", row, view[1], view[0])
		}
	}
}

func TestServeRunErrors(t *testing.T) {
	for name, dir := range map[string]string{
		"no run":               t.TempDir(),
		"no JSON":              cifarFolder(t, 5, `{`),
		"no images":            cifarFolder(t, 5, `{"data": "%s/none", "encoder": "resnet8", "dim": 8, "images": 2, "tau": 0.1}`),
		"more images than are": cifarFolder(t, 1, tinyRun),
	} {
		for _, command := range []string{"fit", "views"} {
			if err := serve(strings.NewReader(command+" "+dir), &bytes.Buffer{}); err == nil {
				t.Errorf("%s, %s: no error", command, name)
			}
		}
	}
	for name, run := range map[string]string{
		"unknown encoder": strings.Replace(tinyRun, "resnet8", "nonsense", 1),
		"no temperature":  strings.Replace(tinyRun, "0.1", "0", 1),
	} {
		if err := serve(strings.NewReader("fit "+cifarFolder(t, 5, run)), &bytes.Buffer{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
