package nn

import (
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/nn/data"
)

func TestBadEncoders(t *testing.T) {
	for _, c := range []struct {
		name                         string
		height, width, channels, dim int
		want                         string
	}{
		{"resnet9", 32, 32, 3, 128, `unknown encoder "resnet9", want one of mlp, resnet18, resnet20, resnet8`},
		{"mlp", 0, 32, 3, 128, "sizes must be positive"},
		{"mlp", 32, 32, 3, -1, "sizes must be positive"},
		{"resnet8", 1 << 20, 1 << 20, 3, 8, "items of 1048576×1048576×3 have more than 2147483647 values"},
		{"resnet8", 8, 8, 3, 1 << 30, "embeddings of 1073741824 values: the encoder has more than 2147483647 parameters"},
	} {
		_, err := NewEncoder(c.name, data.Shape{Height: c.height, Width: c.width, Channels: c.channels}, c.dim, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("NewEncoder(%q, %d, ...): error %v, want %q", c.name, c.height, err, c.want)
		}
	}
}

func TestBadEmbeddings(t *testing.T) {
	e := newEncoder(t, "mlp", 4, 6)
	x := normals(1, 3, 4, 4, 3)
	clear(x.images(1, 2)) // biases are zero: so is its embedding
	if _, err := e.Forward(t.Context(), x); err == nil || err.Error() != "embedding of item 1: all zeros, which has no direction" {
		t.Errorf("zero embedding: error %v", err)
	}
	x.images(1, 2)[0] = 1
	x.images(2, 3)[5] = 1e30 // the length overflows float32
	if _, err := e.Forward(t.Context(), x); err == nil || err.Error() != "embedding of item 2: its length overflows float32" {
		t.Errorf("embedding that is not finite: error %v", err)
	}
}

func TestPanics(t *testing.T) {
	e := newEncoder(t, "mlp", 4, 6)
	x := normals(1, 2, 4, 4, 3)
	for _, c := range []struct {
		what, want string
		f          func()
	}{
		{"other images", "nn: Forward: images are 4×5×3, want 4×4×3", func() { e.Forward(t.Context(), NewTensor(2, 4, 5, 3)) }},
		{"no images", "nn: Forward: len(Data) = 0 for 0 images of 4×4×3", func() { e.Forward(t.Context(), NewTensor(0, 4, 4, 3)) }},
		{"short data", "nn: Forward: len(Data) = 95 for 2 images of 4×4×3", func() {
			e.Forward(t.Context(), Tensor{2, 4, 4, 3, x.Data[:95]})
		}},
		{"other images", "nn: EmbedTensor: images are 4×5×3, want 4×4×3", func() { e.EmbedTensor(t.Context(), NewTensor(2, 4, 5, 3)) }},
		{"Backward twice", "nn: Backward: no Forward to go back through", func() {
			backward(t, e, normals(2, 2, 1, 1, 6))
			e.Backward(t.Context(), blas32.General{Rows: 2, Cols: 6, Stride: 6, Data: make([]float32, 12)})
		}},
		{"another gradient", "kernels: NormalizeBackward: shapes differ: 2×6 and 2×5", func() {
			e.Forward(t.Context(), x)
			e.Backward(t.Context(), blas32.General{Rows: 2, Cols: 5, Stride: 5, Data: make([]float32, 10)})
		}},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("%s: panic %v, want %q", c.what, got, c.want)
				}
			}()
			c.f()
		}()
	}
}
