package study

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// tiny is a study of 8×8 images that takes a moment.
func tiny(t *testing.T) Settings {
	dir := t.TempDir()
	writeImages(t, dir, "train", 64)
	writeImages(t, dir, "t10k", 32)
	s := Defaults()
	s.Data, s.Epochs, s.Batch, s.LR, s.Warmup, s.Augment.MinScale, s.Seed = dir, 2, 16, 0.05, 1, 0.5, 3
	s.Losses, s.Taus, s.Alpha = []string{"contrastive", "hardsimple"}, []float64{0.1, 1}, 0.25
	return s
}

// writeImages writes one split of an IDX set: four classes, each with one bright
// quadrant on a background of its own.
func writeImages(t *testing.T, dir, prefix string, n uint32) {
	t.Helper()
	const side = 8
	images := binary.BigEndian.AppendUint32(nil, 0x0803)
	for _, dim := range []uint32{n, side, side} {
		images = binary.BigEndian.AppendUint32(images, dim)
	}
	labels := binary.BigEndian.AppendUint32(nil, 0x0801)
	labels = binary.BigEndian.AppendUint32(labels, n)
	for i := range n {
		class := i % 4
		labels = append(labels, byte(class))
		for p := range uint32(side * side) {
			x, y := p%side, p/side
			v := (i*37 + p*p*11) % 90
			if x/4+2*(y/4) == class {
				v += 150
			}
			images = append(images, byte(v))
		}
	}
	writeFile(t, filepath.Join(dir, prefix+"-images-idx3-ubyte"), images)
	writeFile(t, filepath.Join(dir, prefix+"-labels-idx1-ubyte"), labels)
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, dir string, s Settings) *Study {
	t.Helper()
	study, err := Create(t.Context(), dir, s, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// timeless returns rows without the one column that is not reproducible.
func timeless(rows []Row) []Row {
	out := append([]Row(nil), rows...)
	for i := range out {
		out[i].Seconds = 0
	}
	return out
}

func TestRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "study")
	s := create(t, dir, tiny(t))
	if got := s.Left(); got != 5 {
		t.Errorf("Left() = %d before Run, want 5", got)
	}
	s.Keep = true
	steps := 0
	s.Step = func(string, train.Step) { steps++ }
	told := map[string]bool{}
	s.Measuring = func(name string, p eval.Progress) { told[name+" "+p.Work] = true }
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Err(); err != nil {
		t.Error(err)
	}
	if len(told) != 5*3 || !told["pixels linear probe"] || !told["contrastive-tau1 kNN"] {
		t.Errorf("of measuring it told %v", told)
	}
	if want := 3 * 2 * 4; steps != want {
		t.Errorf("%d optimiser steps, want %d", steps, want)
	}
	file, err := os.Open(filepath.Join(dir, "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := "loss,tau,alpha,topk,uniformity,tolerance,alignment,knn_top1,linear_top1,loss_final,seconds,seed"
	if got := strings.Join(records[0], ","); got != header {
		t.Errorf("columns %s, want %s", got, header)
	}
	for i, want := range []string{"pixels,,,", "random,,,", "contrastive,0.1,,", "contrastive,1,,", "hardsimple,,0.25,"} {
		if got := strings.Join(records[i+1][:4], ","); got != want {
			t.Errorf("row %d is %s, want %s", i, got, want)
		}
		if trained := i >= 2; trained != (records[i+1][9] != "") {
			t.Errorf("row %d: loss_final %q", i, records[i+1][9])
		}
	}
	for _, row := range s.Rows {
		m := row.Measures
		if m.Uniformity >= 0 || m.Tolerance < -1 || m.Tolerance > 1 || m.Alignment < 0 || m.Alignment > 4 ||
			m.KNN < 0 || m.KNN > 1 || m.Linear < 0 || m.Linear > 1 || m.K != 64 || m.KNNTau != 0.07 || m.LinearIterations == 0 || !*m.LinearConverged {
			t.Errorf("%s: measures out of range: %+v", row.Name(), *m)
		}
	}
	if pixels := s.Rows[0].Measures; pixels.KNN < 0.9 || pixels.Linear < 0.9 {
		t.Errorf("the bright quadrant is not found in the pixels: %+v", *pixels)
	}
	if _, err := train.LoadEncoder(filepath.Join(dir, "runs", "contrastive-tau0.1")); err != nil {
		t.Errorf("the cell's encoder was not kept: %v", err)
	}
}

// A cell that cannot be trained leaves a row with the reason and the others run.
func TestFailedCell(t *testing.T) {
	settings := tiny(t)
	settings.Losses, settings.Alpha, settings.TopK = []string{"hard", "simple"}, 0, 64 // of 63 negatives
	dir := t.TempDir()
	s := create(t, dir, settings)
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(s.Rows) != 5 || s.Rows[2].Error == "" || s.Rows[3].Error == "" || s.Rows[4].Error != "" {
		t.Fatalf("want the two hard cells to fail and no other: %+v", s.Rows)
	}
	err := s.Err()
	if err == nil || !strings.HasPrefix(err.Error(), "2 of 5 cells failed: hard-tau0.1-top64: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("Err() = %v", err)
	}
	text, _ := os.ReadFile(filepath.Join(dir, "results.csv"))
	if !strings.Contains(string(text), "\nhard,0.1,,64,,,,,,,") {
		t.Errorf("results.csv has no row for the failed cell:\n%s", text)
	}
	again, err := Open(t.Context(), dir, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	var begun []string
	again.End = func(name string, _ Row) { begun = append(begun, name) }
	if err := again.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"hard-tau0.1-top64", "hard-tau1-top64"}; !reflect.DeepEqual(begun, want) {
		t.Errorf("a second run tried %v, want %v", begun, want)
	}
	if !reflect.DeepEqual(timeless(again.Rows), timeless(s.Rows)) {
		t.Errorf("a second run changed the rows")
	}
}

// A study that was interrupted and taken up again, two cells side by side, has
// the results of one that was not, on one thread.
func TestInterrupted(t *testing.T) {
	settings := tiny(t)
	whole := create(t, t.TempDir(), settings)
	if err := whole.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cut := create(t, dir, settings)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	steps := 0
	cut.Step = func(string, train.Step) {
		if steps++; steps == 11 { // in the second of the trained cells
			cancel()
		}
	}
	if err := cut.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Run of a cancelled study: %v", err)
	}
	again, err := Open(t.Context(), dir, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(timeless(again.Rows), timeless(whole.Rows[:3])) {
		t.Errorf("after the interruption the rows are\n%+v, want\n%+v", again.Rows, whole.Rows[:3])
	}
	again.Threads, steps = 2, 0
	again.Step = func(string, train.Step) { steps++ }
	if err := again.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if steps != 24-11 {
		t.Errorf("%d steps were left, want 13: it did not go on inside the cell", steps)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "runs")); err != nil || len(left) != 0 {
		t.Errorf("what is left of the trainings: %v, %v", left, err)
	}
	if !reflect.DeepEqual(timeless(again.Rows), timeless(whole.Rows)) {
		t.Errorf("resumed:\n%+v\nuninterrupted:\n%+v", again.Rows, whole.Rows)
	}
}

// unlabelled is a folder of loose images, which have no class.
func unlabelled(t *testing.T) string {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i := range 10 {
		writeFile(t, filepath.Join(dir, fmt.Sprintf("%d.png", i)), file.Bytes())
	}
	return dir
}

// Each seed is a training of every cell, but for pixels, which have none, and the circle.
func TestSeeds(t *testing.T) {
	settings := tiny(t)
	settings.Seeds, settings.Taus, settings.Circle = 2, []float64{0.1}, []float64{0.1}
	s := create(t, t.TempDir(), settings)
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range s.Rows {
		names = append(names, row.trial().name(s.Settings))
		if (row.Detail != nil) != (!row.Floor() && row.Seed == 3) {
			t.Errorf("%s: detail %v", names[len(names)-1], row.Detail)
		}
	}
	want := "pixels random contrastive-tau0.1 hardsimple-alpha0.25 contrastive-tau0.1-dim2 random-seed4 contrastive-tau0.1-seed4 hardsimple-alpha0.25-seed4"
	if got := strings.Join(names, " "); got != want || s.Count() != 8 {
		t.Errorf("%d: %s, want %s", s.Count(), got, want)
	}
	if a, b := s.Rows[2], s.Rows[6]; *a.LossFinal == *b.LossFinal || !strings.Contains(b.Train, " --seed 4") {
		t.Errorf("two seeds are one training: %+v, %+v", a, b)
	}
	settings.Seeds, settings.Seed = 1, 4
	alone := create(t, t.TempDir(), settings)
	if err := alone.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Rows[6].Measures.KNN, alone.Rows[2].Measures.KNN; got != want || *s.Rows[6].LossFinal != *alone.Rows[2].LossFinal {
		t.Errorf("seed 4 as the second: %v, alone: %v", got, want)
	}
}

func TestCreateRefuses(t *testing.T) {
	good := tiny(t)
	taken := t.TempDir()
	create(t, taken, good)
	file := filepath.Join(t.TempDir(), "file")
	writeFile(t, file, nil)
	with := func(change func(*Settings)) Settings {
		s := good
		change(&s)
		return s
	}
	for name, test := range map[string]struct {
		dir  string
		s    Settings
		want string
	}{
		"taken":     {taken, good, "holds a study already"},
		"file":      {filepath.Join(file, "study"), good, "not a directory"},
		"data":      {t.TempDir(), with(func(s *Settings) { s.Data = file + "s" }), "no such file"},
		"encoder":   {t.TempDir(), with(func(s *Settings) { s.Encoder = "vgg" }), `encoder "vgg": want`},
		"negatives": {t.TempDir(), with(func(s *Settings) { s.Negatives = "none" }), `negatives "none": want`},
		"loss":      {t.TempDir(), with(func(s *Settings) { s.Losses = []string{"hinge"} }), `unknown loss "hinge"`},
		"tau":       {t.TempDir(), with(func(s *Settings) { s.Taus = []float64{0} }), "tau"},
		"twice":     {t.TempDir(), with(func(s *Settings) { s.Taus = []float64{1, 1} }), "listed twice"},
		"alpha":     {t.TempDir(), with(func(s *Settings) { s.Alpha = 1.5 }), "1.5"},
		"neither":   {t.TempDir(), with(func(s *Settings) { s.Alpha = 0 }), "loss hardsimple: needs alpha or topk"},
		"parameter": {t.TempDir(), with(func(s *Settings) { s.Parameters = map[string]any{"sigma": 1.0} }), "parameter sigma: none that a study with these losses takes"},
		"value":     {t.TempDir(), with(func(s *Settings) { s.Parameters = map[string]any{"lambda": -1.0} }), "lambda = -1"},
		"both":      {t.TempDir(), with(func(s *Settings) { s.TopK = 3 }), "not both"},
		"epochs":    {t.TempDir(), with(func(s *Settings) { s.Epochs = 0 }), "epochs"},
		"lr":        {t.TempDir(), with(func(s *Settings) { s.LR = 0 }), "lr 0: want"},
		"warmup":    {t.TempDir(), with(func(s *Settings) { s.Warmup = 3 }), "warmup of 3 epochs"},
		"schedule":  {t.TempDir(), with(func(s *Settings) { s.Schedule = "flat" }), `schedule "flat": want`},
		"crop":      {t.TempDir(), with(func(s *Settings) { s.Augment.MinScale = -1 }), "min scale -1: want from 0 to 1"},
		"labels":    {t.TempDir(), with(func(s *Settings) { s.Data = unlabelled(t) }), "a study needs labels"},
		"limit":     {t.TempDir(), with(func(s *Settings) { s.Limit = 8 }), "fewer than a batch"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Create(t.Context(), test.dir, test.s, job.Watch{}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Create: %v, want an error with %q", err, test.want)
			}
		})
	}
	if again, err := Open(t.Context(), taken, job.Watch{}); err != nil || len(again.Rows) != 0 {
		t.Errorf("a refused Create touched the study that was there: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := Open(t.Context(), t.TempDir(), job.Watch{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of an empty folder: %v", err)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "results.json"), []byte(`{"settings": {`))
	if _, err := Open(t.Context(), dir, job.Watch{}); err == nil || !strings.Contains(err.Error(), "results.json") {
		t.Errorf("Open of a cut results.json: %v", err)
	}
}
