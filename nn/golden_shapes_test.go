package nn

import (
	"fmt"
	"testing"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/internal/golden"
)

// TestGoldenShapes holds the bits of a step through convolutions of every kind: narrow
// and wide, on even and odd maps down to one pixel, one channel at the stem, and batches
// that are cut into several ranges. It is a step each: an emulator takes its time.
func TestGoldenShapes(t *testing.T) {
	got := make(map[string]string)
	for _, c := range []struct {
		encoder                         string
		images, height, width, channels int
	}{
		{"resnet18", 2, 8, 8, 3},
		{"resnet20", 3, 8, 8, 3},
		{"resnet20", 2, 28, 28, 1},
		{"resnet8", 70, 4, 3, 3},
		{"resnet8", 3, 2, 3, 1},
	} {
		e, err := NewEncoder(c.encoder, data.Shape{Height: c.height, Width: c.width, Channels: c.channels}, 8, 5)
		if err != nil {
			t.Fatal(err)
		}
		e.Threads = 2
		x, grad := normals(1, c.images, c.height, c.width, c.channels), normals(2, c.images, 1, 1, 8)
		z := forward(t, e, x, true)
		backward(t, e, grad)
		newSGD(e.Params()).step(0.01)
		got[fmt.Sprintf("steps/%s/%d×%d×%d×%d", c.encoder, c.images, c.height, c.width, c.channels)] =
			stateHash(e.State(), z)
	}
	golden.Check(t, got, "steps/")
}

// stateHash is a hash of all that a step changes, and of its embeddings.
func stateHash(state []*Param, z []float32) string {
	var ts []safetensors.Tensor
	for _, p := range state {
		ts = append(ts, safetensors.Tensor{Data: p.Value})
	}
	return safetensors.Digest(append(ts, safetensors.Tensor{Data: z}))
}
