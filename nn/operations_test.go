package nn

import (
	"testing"

	"github.com/abc86604/temper/nn/data"
)

// TestOperations counts layer by layer.
func TestOperations(t *testing.T) {
	const ( // multiply-adds of resnet8 at 32×32
		stem      = 1024 * 9 * 3 * 16
		stride1   = 9 * (1024*2*16*16 + 256*32*32 + 64*64*64)
		stride2   = 9 * (256*16*32 + 64*32*64)
		shortcuts = 256*16*32 + 64*32*64
		rest      = stride2 + shortcuts + 64*128
	)
	const ( // at 7×5: sides are rounded up where a stage halves them, and tiles are whole
		oddStem  = 35 * 9 * 16
		oddRest  = 12*9*16*32 + 4*9*32*64 + 12*16*32 + 4*32*64 + 64*128
		odd      = 9 * (35*2*16*16 + 12*32*32 + 4*64*64)
		oddTiles = 16 * (12*2*16*16 + 4*32*32 + 1*64*64)
	)
	for _, c := range []struct {
		encoder string
		shape   data.Shape
		want    Operations
	}{
		{"resnet8", colour(32), Operations{
			2 * (stem + stride1 + rest), 2 * (2*stem + 3*(stride1+rest)), 2 * (2*stem + 3*(stride1*16/36+rest)),
		}},
		{"resnet8", data.Shape{Height: 7, Width: 5, Channels: 1}, Operations{
			2 * (oddStem + odd + oddRest), 2 * (2*oddStem + 3*(odd+oddRest)), 2 * (2*oddStem + 3*(oddTiles+oddRest)),
		}},
		{"mlp", data.Shape{Height: 4, Width: 4, Channels: 1}, Operations{
			2 * (16*512 + 512*256 + 256*128), 2 * (2*16*512 + 3*512*256 + 3*256*128), 2 * (2*16*512 + 3*512*256 + 3*256*128),
		}},
	} {
		e, err := NewEncoder(c.encoder, c.shape, 128, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Operations(); got != c.want {
			t.Errorf("%s for %s: %+v, want %+v", c.encoder, c.shape, got, c.want)
		}
	}
}

func TestNumParams(t *testing.T) {
	e := trained(t)
	n := 0
	for _, p := range e.Params() {
		n += len(p.Value)
	}
	if e.NumParams() != n {
		t.Errorf("%d, want %d", e.NumParams(), n)
	}
}
