package nn

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/data"
)

// pictures returns a set of n images of 8×8×3, each of them different.
func pictures(n int) *data.Set {
	s := &data.Set{Height: 8, Width: 8, Channels: 3, Source: "pictures", Labels: make([]int, n)}
	for i, v := range normals(4, n, 8, 8, 3).Data {
		s.Pixels = append(s.Pixels, uint8(128+40*v+float32(i/192)))
	}
	return s
}

// TestEmbed runs more images than a batch holds, and compares the rows with those of the
// image alone.
func TestEmbed(t *testing.T) {
	e := newEncoder(t, "resnet8", 8, 6)
	s := pictures(embedBatch + 5)
	forward(t, e, normals(1, 20, 8, 8, 3), true)
	all, err := e.Embed(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		rows  blas32.General
		width int
	}{"embedding": {all.Embedding, 6}, "features": {all.Features, 64}} {
		if c.rows.Rows != s.Len() || c.rows.Cols != c.width || c.rows.Stride != c.width || len(c.rows.Data) != s.Len()*c.width {
			t.Fatalf("%s: %d×%d, stride %d", name, c.rows.Rows, c.rows.Cols, c.rows.Stride)
		}
	}
	for _, i := range []int{0, embedBatch - 1, embedBatch, s.Len() - 1} {
		x := NewTensor(1, 8, 8, 3)
		data.Standardize(x.Data, s.Image(i))
		alone := embed(t, e, x)
		if !slices.Equal(matrix.Row(all.Embedding, i), alone.Embedding.Data) || !slices.Equal(matrix.Row(all.Features, i), alone.Features.Data) {
			t.Errorf("row %d differs from that of the image alone", i)
		}
	}
	e.Threads = 3
	if again, err := e.Embed(t.Context(), s); err != nil || !reflect.DeepEqual(again, all) {
		t.Errorf("3 threads give other rows, error %v", err)
	}
	if none, err := e.Embed(t.Context(), pictures(0)); err != nil || none.Embedding.Rows != 0 || none.Features.Rows != 0 {
		t.Errorf("no images: %v, error %v", none, err)
	}
}

// TestConcurrentEmbed embeds with an encoder of every layer in several goroutines at once.
func TestConcurrentEmbed(t *testing.T) {
	e := trained(t)
	e.Threads = 2
	var sets []Tensor
	var want []Embedded
	for i := range 4 {
		sets = append(sets, normals(uint64(i), 3+i*embedBatch/2, 5, 5, 3))
		want = append(want, embed(t, e, sets[i]))
	}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			for range 3 {
				if got, err := e.EmbedTensor(t.Context(), sets[i%4]); err != nil || !reflect.DeepEqual(got, want[i%4]) {
					t.Errorf("goroutine %d: other rows, error %v", i, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestEmbedLeavesTraining embeds between a Forward and its Backward.
func TestEmbedLeavesTraining(t *testing.T) {
	x, r := normals(1, 7, 5, 5, 3), normals(2, 7, 1, 1, 6)
	step := func(between func(e *Encoder)) *Encoder {
		e := trained(t)
		forward(t, e, x, true)
		between(e)
		backward(t, e, r)
		return e
	}
	want := step(func(*Encoder) {})
	got := step(func(e *Encoder) {
		z := slices.Clone(e.Features().Data)
		embed(t, e, normals(3, 200, 5, 5, 3))
		if !slices.Equal(e.Features().Data, z) {
			t.Error("the features of the Forward have changed")
		}
	})
	if !reflect.DeepEqual(got.State(), want.State()) {
		t.Error("other gradients or statistics")
	}
}

// TestEvaluationShares: networks for evaluation have the encoder's parameters.
func TestEvaluationShares(t *testing.T) {
	e := trained(t)
	if !slices.Equal(e.evaluator().state(), e.State()) {
		t.Error("other parameters")
	}
}

func TestEmbedViews(t *testing.T) {
	e := newEncoder(t, "resnet8", 8, 6)
	s := pictures(5)
	views := func(seed uint64) (a, b []float32) {
		v0, v1, err := e.EmbedViews(context.Background(), s, data.DefaultAugment(), seed)
		if err != nil {
			t.Fatal(err)
		}
		return v0.Data, v1.Data
	}
	a, b := views(1)
	again, _ := views(1)
	other, _ := views(2)
	if slices.Equal(a, b) || !slices.Equal(a, again) || slices.Equal(a, other) {
		t.Error("views must differ from each other and between seeds, and repeat for one seed")
	}
	x := NewTensor(1, 8, 8, 3)
	s.View(x.Data, 3, data.DefaultAugment(), data.Key{Seed: 1, Epoch: ViewEpoch, View: 1})
	if !slices.Equal(forward(t, e, x, false), b[3*6:][:6]) {
		t.Error("the second view of image 3 is not its augmentation's embedding")
	}
}

func TestEmbedErrors(t *testing.T) {
	e := newEncoder(t, "mlp", 8, 6)
	s := pictures(embedBatch + 5)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Embed(cancelled, s); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	if _, err := newEncoder(t, "mlp", 9, 6).Embed(context.Background(), s); err == nil ||
		err.Error() != "items of pictures are 8×8×3, the encoder takes 9×9×3" {
		t.Errorf("other images: error %v", err)
	}
	if _, _, err := newEncoder(t, "mlp", 9, 6).EmbedViews(context.Background(), s, data.DefaultAugment(), 1); err == nil {
		t.Error("other images: no error from EmbedViews")
	}
	for _, p := range e.Params() {
		clear(p.Value)
	}
	e.training.projection.bias.Value[0] = 1e30 // too long for float32
	if _, err := e.Embed(context.Background(), s); err == nil || !strings.Contains(err.Error(), "item 0: its length overflows") {
		t.Errorf("infinite embedding: error %v", err)
	}
	e.training.projection.bias.Value[0] = 1e-20
	if _, err := e.Embed(context.Background(), s); err == nil || !strings.Contains(err.Error(), "item 0: its length is below") {
		t.Errorf("short embedding: error %v", err)
	}
}
