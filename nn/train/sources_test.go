package train

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/run"
)

// waves are a source that no package knows: items of 4×3×2 numbers, of which a view is
// moved round. It passes over Augment, and does not say that it does.
type waves struct {
	n      int
	seed   uint64
	labels bool
}

func (w waves) Len() int          { return w.n }
func (w waves) Shape() data.Shape { return data.Shape{Height: 4, Width: 3, Channels: 2} }
func (w waves) Digest() string    { return data.DigestItems(w) }
func (w waves) String() string    { return fmt.Sprintf("%d waves of %d", w.n, w.seed) }

func (w waves) Label(i int) int {
	if !w.labels {
		return -1
	}
	return i * i % 5
}

func (w waves) Item(dst []float32, i int) { w.draw(dst, i, 0) }

func (w waves) View(dst []float32, i int, _ data.Augment, key data.Key) {
	w.draw(dst, i, 1+portable.NewRand(key.Seed, key.Epoch, uint64(i), uint64(key.View)).IntN(3))
}

func (w waves) draw(dst []float32, i, moved int) {
	r := portable.NewRand(w.seed, uint64(i))
	for j := range dst {
		dst[(j+2*moved)%len(dst)] = float32(r.IntN(1000))/500 - 1
	}
}

// numbers are rows with noise for views.
func numbers(t *testing.T, seed uint64) *data.Rows {
	rows, err := data.NewRows(unitRows(seed, 26, 11), nil, "numbers")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// sourced are sources with an encoder for each and another source of the same shape.
func sourced(t *testing.T) map[string]struct {
	source, other data.Source
	body          nn.Sequence
} {
	unlabelled, others := mosaic(26, 8, 1), mosaic(26, 8, 2)
	unlabelled.Labels, unlabelled.Classes, others.Labels = nil, nil, nil
	maps := nn.Sequence{nn.Stage{Out: 4, Kernel: 1}, nn.Residual{Name: "middle", Out: 4}, nn.Sequence{nn.Pool{}, nn.Linear{Out: 6}}, nn.ReLU{}}
	linear := nn.Sequence{nn.Linear{Name: "wide", Out: 20}, nn.ReLU{}, nn.Linear{Out: 10}}
	type pair = struct {
		source, other data.Source
		body          nn.Sequence
	}
	return map[string]pair{
		"own type":             {waves{26, 3, false}, waves{26, 4, false}, maps},
		"own type with labels": {waves{26, 3, true}, waves{26, 4, true}, linear},
		"a part of it":         {data.Part(waves{40, 3, true}, 9, 35), waves{26, 3, true}, maps},
		"unlabelled images":    {unlabelled, others, maps},
		"rows":                 {numbers(t, 5), numbers(t, 6), linear},
	}
}

// Any source trains, in every arrangement, and encoders of one's own layers; both come back
// from the run's folder.
func TestSources(t *testing.T) {
	for name, s := range sourced(t) {
		for _, negatives := range []Negatives{Bank, Queue, InBatch} {
			newTrainer := func() *Trainer {
				trainer := trainerOf(bodied(t, s.source.Shape(), s.body...), negatives)
				trainer.Source, trainer.Augment.Noise, trainer.Augment.Mask = s.source, 0.1, 0.1
				if s.source.Label(0) >= 0 {
					trainer.Loss = loss.SupCon{Tau: 0.2, SkipLonely: true}
				}
				return trainer
			}
			whole, first := newTrainer(), newTrainer()
			mustTrain(t, whole)
			first.Dir, first.Origin = filepath.Join(t.TempDir(), "run"), Origin{Path: "a path", Labels: "others", Limit: 26}
			if err := first.Train(cancelAt(first, 5)); err == nil {
				t.Fatal("not interrupted")
			}
			name := fmt.Sprintf("%s, %s", name, negatives)
			second := reopened(t, name, first, s.other)
			mustTrain(t, second)
			if fingerprint(second) != fingerprint(whole) {
				t.Errorf("%s: other bits when resumed", name)
			}
			checkEmbeds(t, name, second, whole.Encoder)
			checkLayers(t, name, second)
		}
	}
}

// reopened resumes a run on its items, and not on others.
func reopened(t *testing.T, name string, first *Trainer, other data.Source) *Trainer {
	t.Helper()
	_, err := Resume(first.Dir, other)
	wantError(t, name+", other items", err, first.Dir, "data.")
	second, err := Resume(first.Dir, first.Source)
	if err != nil {
		t.Fatal(err)
	}
	if second.Origin != first.Origin {
		t.Errorf("%s: the origin %+v, want %+v", name, second.Origin, first.Origin)
	}
	return second
}

// checkEmbeds compares what the folder's encoder makes of the items.
func checkEmbeds(t *testing.T, name string, trainer *Trainer, want *nn.Encoder) {
	t.Helper()
	loaded, err := LoadEncoder(trainer.Dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := loaded.Embed(t.Context(), trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	b, err := want.Embed(t.Context(), trainer.Source)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Embedding.Data, b.Embedding.Data) || !slices.Equal(a.Features.Data, b.Features.Data) {
		t.Errorf("%s: the loaded encoder embeds differently", name)
	}
	if matrix.CheckFinite(a.Embedding) != nil {
		t.Errorf("%s: embeddings that are not finite", name)
	}
}

// checkLayers makes the encoder of what config.json says of it, and nothing else.
func checkLayers(t *testing.T, name string, trainer *Trainer) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(trainer.Dir, run.ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Encoder struct {
			Name                    string
			Layers                  nn.Sequence
			Height, Width, Channels int
			Dim                     int
		}
		Data struct{ Source, Pixels, Path string }
	}
	if err := json.Unmarshal(text, &said); err != nil {
		t.Fatal(err)
	}
	e := said.Encoder
	made, err := nn.New(data.Shape{Height: e.Height, Width: e.Width, Channels: e.Channels}, e.Layers, e.Dim, 1)
	if err != nil || e.Name != "" || !slices.Equal(made.Body(), trainer.Encoder.Body()) {
		t.Errorf("%s: config.json has %+v, %v", name, e, err)
	}
	if d := said.Data; d.Source != trainer.Source.String() || d.Pixels != trainer.Source.Digest() || d.Path != "a path" {
		t.Errorf("%s: config.json has %+v", name, d)
	}
}

// A checkpoint whose layers are not those of its tensors is refused.
func TestOtherLayersAreRefused(t *testing.T) {
	trainer := newSmall(t, Bank)
	trainer.Dir, trainer.Epochs = t.TempDir(), 1
	mustTrain(t, trainer)
	path := filepath.Join(trainer.Dir, run.ConfigFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"out": 24`, `"out": 25`, "encoder.layers is"},
		{`"relu": {}`, `"tanh": {}`, `layer 2: unknown "tanh"`},
		{`"dim": 8`, `"dim": 9`, "encoder.dim is 9, the run was started with 8"},
	} {
		edited := []byte(replaced(t, string(text), c.old, c.new))
		if err := os.WriteFile(path, edited, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := LoadEncoder(trainer.Dir)
		wantError(t, c.want, err, path, c.want)
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadEncoder(trainer.Dir); err != nil {
		t.Error(err)
	}
}
