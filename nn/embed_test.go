package nn

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

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

// TestEmbed runs more images than a batch holds, and compares each kind of
// output with that of the image alone.
func TestEmbed(t *testing.T) {
	e := newEncoder(t, "resnet8", 8, 6)
	s := pictures(embedBatch + 5)
	forward(t, e, normals(1, 20, 8, 8, 3), true)
	for _, out := range []Output{Embedding, Features} {
		e.Threads = 1
		rows, err := e.Embed(context.Background(), s, out)
		if err != nil {
			t.Fatal(err)
		}
		width := 6
		if out == Features {
			width = 64
		}
		if rows.Rows != s.Len() || rows.Cols != width || rows.Stride != width {
			t.Fatalf("%s: %d×%d, stride %d", out, rows.Rows, rows.Cols, rows.Stride)
		}
		for _, i := range []int{0, embedBatch - 1, embedBatch, s.Len() - 1} {
			x := NewTensor(1, 8, 8, 3)
			data.Standardize(x.Data, s.Image(i))
			want := forward(t, e, x, false)
			if out == Features {
				want = e.Features().Data
			}
			if !slices.Equal(rows.Data[i*width:][:width], want) {
				t.Errorf("%s: row %d differs from that of the image alone", out, i)
			}
		}
		e.Threads = 3
		again, err := e.Embed(context.Background(), s, out)
		if err != nil || !slices.Equal(again.Data, rows.Data) {
			t.Errorf("%s: 3 threads give other rows, error %v", out, err)
		}
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
	data.DefaultAugment().View(x.Data, s, 3, 1, ViewEpoch, 1)
	if !slices.Equal(forward(t, e, x, false), b[3*6:][:6]) {
		t.Error("the second view of image 3 is not its augmentation's embedding")
	}
}

func TestEmbedErrors(t *testing.T) {
	e := newEncoder(t, "mlp", 8, 6)
	s := pictures(embedBatch + 5)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Embed(cancelled, s, Embedding); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v", err)
	}
	if _, err := e.Embed(context.Background(), s, "logits"); err == nil || !strings.Contains(err.Error(), `unknown output "logits"`) {
		t.Errorf("unknown output: error %v", err)
	}
	if _, err := newEncoder(t, "mlp", 9, 6).Embed(context.Background(), s, Embedding); err == nil ||
		err.Error() != "images of pictures are 8×8×3, the encoder takes 9×9×3" {
		t.Errorf("other images: error %v", err)
	}
	if _, _, err := newEncoder(t, "mlp", 9, 6).EmbedViews(context.Background(), s, data.DefaultAugment(), 1); err == nil {
		t.Error("other images: no error from EmbedViews")
	}
	for _, p := range e.Params() {
		clear(p.Value)
	}
	e.projection.bias.Value[0] = 1e30 // too long for float32
	if _, err := e.Embed(context.Background(), s, Embedding); err == nil || !strings.Contains(err.Error(), "image 0: its length overflows") {
		t.Errorf("infinite embedding: error %v", err)
	}
	e.projection.bias.Value[0] = 1e-20
	if _, err := e.Embed(context.Background(), s, Embedding); err == nil || !strings.Contains(err.Error(), "image 0: its length is below") {
		t.Errorf("short embedding: error %v", err)
	}
}
