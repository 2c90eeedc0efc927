package data

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/abc86604/temper/nn/format/npy"
)

// countdown is a context that ends when it has been asked for its error so often.
type countdown struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func newCountdown(t *testing.T, asked int64) *countdown {
	c := new(countdown)
	c.Context, c.cancel = context.WithCancel(t.Context())
	t.Cleanup(c.cancel)
	c.left.Store(asked)
	return c
}

func (c *countdown) Err() error {
	if c.left.Add(-1) == 0 {
		c.cancel()
	}
	return c.Context.Err()
}

// TestLoadIsCancelled lets the context end at the first look and at a later one, in
// every format.
func TestLoadIsCancelled(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "cifar/data_batch_1.bin", make([]byte, 1000*3073)) // three reads
	write(t, dir, "idx/train-images-idx3-ubyte", idx(make([]byte, 3000*784), 3000, 28, 28))
	write(t, dir, "idx/train-labels-idx1-ubyte", idx(make([]byte, 3000), 3000))
	for i := range 12 {
		name, file := fmt.Sprintf("%02d.png", i), pngOf(t, color.RGBA{uint8(i), 0, 0, 255}, 8, 8)
		write(t, dir, "flat/"+name, file)
		write(t, dir, "classes/"+name[:1]+"/"+name, file)
	}
	rows := filepath.Join(dir, "z.npy")
	if err := npy.WriteFloat32(rows, normalMatrix(3000, 100)); err != nil { // five reads
		t.Fatal(err)
	}
	for _, path := range []string{"shapes", "cifar", "idx", "flat", "classes", "z.npy"} {
		if path != "shapes" {
			path = filepath.Join(dir, path)
		}
		for _, asked := range []int64{1, 3} {
			s, err := Load(newCountdown(t, asked), path, Train)
			if !errors.Is(err, context.Canceled) || s != nil {
				t.Errorf("%s, at look %d: source %v, error %v", path, asked, s, err)
			}
		}
		if _, err := Load(t.Context(), path, Train); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestCancelLeavesImagesUndecoded counts memory in place of files.
func TestCancelLeavesImagesUndecoded(t *testing.T) {
	dir := t.TempDir()
	large := pngOf(t, color.White, 256, 256)
	for i := range 300 {
		write(t, dir, fmt.Sprintf("%03d.png", i), large)
	}
	used := func(ctx context.Context, want error) uint64 {
		return allocated(func() {
			if _, err := Load(ctx, dir, Train); !errors.Is(err, want) {
				t.Errorf("error %v, want %v", err, want)
			}
		})
	}
	all, few := used(t.Context(), nil), used(newCountdown(t, 30), context.Canceled)
	if few > all/4 {
		t.Errorf("cancelled in one of the first images, loading took %d bytes of %d", few, all)
	}
}

// TestCancelWithinAnImage ends the context while a single image is read.
func TestCancelWithinAnImage(t *testing.T) {
	dir := t.TempDir()
	noise := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(i*i>>3) | 3
	}
	write(t, dir, "1.png", encoded(t, noise)) // many reads of 4096 bytes
	ctx := newCountdown(t, 12)
	_, err := Load(ctx, dir, Train)
	if late := -ctx.left.Load(); !errors.Is(err, context.Canceled) || late > 4 {
		t.Errorf("error %v, %d looks at the context behind its end", err, late)
	}
}
