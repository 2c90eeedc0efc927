package study

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/train"
)

// Four unit rows on a circle, two of a class each, and their views turned by a quarter.
func TestSeparationOf(t *testing.T) {
	images := matrix.Of([]float32{1, 0, 0.8, 0.6, -1, 0, 0, -1}, 4, 2)
	views := matrix.Of([]float32{1, 0, 1, 0, -1, 0, 0, -1}, 4, 2)
	s := separationOf(1, images, views, images, []int{0, 0, 1, 1})
	if s.Positive != 0.95 { // of 1, 0.8, 1, 1
		t.Errorf("positives %v", s.Positive)
	}
	// The nearest negatives: 1, 0.8, 0, 0; then 0, -0.6, -1, 0; then -1, -0.8, -1, 0.
	if want := []float64{0.45, -0.4, -0.7}; !slices.Equal(s.Nearest, want) {
		t.Errorf("nearest negatives %v, want %v", s.Nearest, want)
	}
	share := func(shares []float64, similarity float32) float64 { return shares[bin(similarity)] }
	if share(s.Positives, 1) != 0.75 || share(s.Positives, 0.8) != 0.25 {
		t.Errorf("positives %v", s.Positives)
	}
	if share(s.SameClass, 0.8) != 0.5 || share(s.SameClass, 0) != 0.5 {
		t.Errorf("pairs of a class %v", s.SameClass)
	}
	if share(s.OtherClasses, -1) != 0.25 || share(s.OtherClasses, 0) != 0.25 || share(s.OtherClasses, -0.8) != 0.25 || share(s.OtherClasses, -0.6) != 0.25 {
		t.Errorf("pairs of two classes %v", s.OtherClasses)
	}
}

func TestBin(t *testing.T) {
	for s, want := range map[float32]int{-1: 0, -1.0001: 0, -0.976: 0, -0.974: 1, 0: bins / 2, 1: bins - 1, 1.0001: bins - 1} {
		if got := bin(s); got != want {
			t.Errorf("%v: bin %d, want %d", s, got, want)
		}
	}
}

func TestCircleOf(t *testing.T) {
	c := circleOf(matrix.Of([]float32{1, 0.001, 0, 1, -1, 0.001, 0.001, -1, 1, -0.001}, 5, 2), []int{0, 1, 0, 1, 2})
	for _, want := range []struct{ class, arc int }{{0, 0}, {1, arcs / 4}, {0, arcs/2 - 1}, {1, 3 * arcs / 4}, {2, arcs - 1}} {
		if c[want.class][want.arc] != 0.2 {
			t.Errorf("class %d has %v of the rows in arc %d", want.class, c[want.class][want.arc], want.arc)
		}
	}
}

func TestNeighboursOf(t *testing.T) {
	z := matrix.Of([]float32{1, 0, 0, 1, 0.6, 0.8, 0.8, 0.6, -1, 0, 0.6, 0.8}, 6, 2)
	if got, want := neighboursOf(1, z, []int{0, 5}), [][]int{{3, 2, 5, 1, 4}, {2, 3, 1, 0, 4}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := queriesOf([]int{3, 3, 1, 3, 0, 1}); !slices.Equal(got, []int{0, 2, 4}) {
		t.Errorf("queries %v", got)
	}
}

// A study takes details of its cells, with their circle and the images that neighbours speak of.
func TestDetails(t *testing.T) {
	settings := tiny(t)
	settings.Circle = []float64{0.2}
	s := create(t, t.TempDir(), settings)
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, row := range s.Rows {
		d := row.Detail
		if row.Floor() {
			if d != nil {
				t.Errorf("%s has a detail", row.Name())
			}
			continue
		}
		if len(d.Curve) != 2 || d.Curve[1].Loss != rounded(*row.LossFinal) || d.Curve[1].Tolerance == 0 {
			t.Errorf("%s: curve %+v", row.Name(), d.Curve)
		}
		if hot := row.Tau != 0; hot != (d.Effective > 1) || hot != (d.Curve[0].Entropy != nil) {
			t.Errorf("%s: %v effective negatives, %+v", row.Name(), d.Effective, d.Curve[0])
		}
		if round := row.Dim == 2; round != (d.Circle != nil) {
			t.Errorf("%s: circle %v", row.Name(), d.Circle)
		}
		if compared := row.Loss == "contrastive" && row.Dim == 0; compared != (len(d.Neighbours) == 4) {
			t.Errorf("%s: neighbours %v", row.Name(), d.Neighbours)
		}
	}
	for i, shown := range s.Gallery.Images {
		m, err := png.Decode(bytes.NewReader(shown.PNG))
		if err != nil || m.Bounds().Dx() != 8 || shown.Class == "" {
			t.Fatalf("image %d: %v, %v", i, m, err)
		}
		r, _, _, _ := m.At(7, 7).RGBA()
		if bright := r>>8 >= 150; bright != (i%4 == 3) {
			t.Errorf("image %d of class %s has %d in its last corner", i, shown.Class, r>>8)
		}
	}
	again, err := Read(s.Dir)
	if err != nil || !reflect.DeepEqual(*again, s.Results) {
		t.Errorf("results.json gives back something else: %v", err)
	}
}

// A training that is kept, of a version that took no details, is measured and not trained again.
func TestDetailsOfBefore(t *testing.T) {
	settings := tiny(t)
	s := create(t, t.TempDir(), settings)
	s.Keep = true
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole := timeless(s.Rows)
	for i := range s.Rows {
		s.Rows[i].Detail, s.Rows[i].Seconds = nil, 3600
	}
	if err := s.write(s.Dir); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(s.runFolder(s.Rows[4].trial())); err != nil { // nothing to take its from
		t.Fatal(err)
	}
	again, err := Open(t.Context(), s.Dir, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Left(); got != 2 {
		t.Errorf("%d left, want the two that have a training but no details", got)
	}
	again.Keep = true
	again.Step = func(name string, _ train.Step) { t.Errorf("%s is trained again", name) }
	if err := again.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, row := range again.Rows {
		if row.Seconds < 3600 {
			t.Errorf("%s: the training's seconds are lost: %v", row.Name(), row.Seconds)
		}
	}
	whole[4].Detail = nil
	if got := timeless(again.Rows); !reflect.DeepEqual(got, whole) {
		t.Errorf("%+v, want %+v", got, whole)
	}
}

// Points are taken now and then, kept beside the run, and those of epochs to come are dropped.
func TestFollower(t *testing.T) {
	f := follower{epochs: 100}
	var due []int
	for e := 1; e <= 100; e++ {
		if f.due(e) {
			due = append(due, e)
		}
	}
	if want := []int{1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100}; !slices.Equal(due, want) {
		t.Errorf("points after %v", due)
	}
	s := create(t, t.TempDir(), tiny(t))
	for text, want := range map[string]int{`[{"epoch":1}]`: 0, `not JSON`: 0, `[]`: 0} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, curveFile), []byte(text))
		f, err := s.follow(Cell{Loss: "contrastive", Tau: 1}, &train.Trainer{Dir: dir})
		if err != nil || len(f.points) != want {
			t.Errorf("%s, of a run without an epoch: %v, %v", text, f, err)
		}
	}
}

func TestRounded(t *testing.T) {
	if got := rounded(-1.23456789); got != -1.2346 {
		t.Error(got)
	}
	counts := []float64{1, 3, 0}
	if toShares(counts); !slices.Equal(counts, []float64{0.25, 0.75, 0}) {
		t.Error(counts)
	}
	if toShares(counts[2:]); math.IsNaN(counts[2]) {
		t.Error("shares of nothing")
	}
}
