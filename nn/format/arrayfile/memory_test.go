package arrayfile

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/abc86604/temper/nn/format/safetensors"
)

const rows, cols = 1000, 1000

// large writes a matrix of zeros in every format, and returns the paths.
func large(t *testing.T) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, b []byte) {
		paths = append(paths, filepath.Join(dir, name))
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := npyText(t, rows, cols)
	write("z.npy", []byte(text))
	write("z.npz", deflated(t, text))
	var tensors bytes.Buffer
	z := safetensors.Tensor{Name: "z", Shape: []int{rows, cols}, Data: make([]float32, rows*cols)}
	if err := safetensors.Write(&tensors, nil, []safetensors.Tensor{z}); err != nil {
		t.Fatal(err)
	}
	write("z.safetensors", tensors.Bytes())
	write("z.fvecs", bytes.Repeat(append([]byte{cols & 255, cols >> 8, 0, 0}, make([]byte, 4*cols)...), rows))
	return paths
}

// Reading takes the memory of the matrix and of a few buffers, in every format.
func TestMemoryIsThatOfTheMatrix(t *testing.T) {
	for _, path := range large(t) {
		used := math.Inf(1)
		for range 3 { // of which others may allocate in some
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if m, err := ReadFloat32(t.Context(), path); err != nil || len(m.Data) != rows*cols {
				t.Fatalf("%s: %d numbers, %v", path, len(m.Data), err)
			}
			runtime.ReadMemStats(&after)
			used = min(used, float64(after.TotalAlloc-before.TotalAlloc))
		}
		if most := 4.0*rows*cols + 1<<20; used > most {
			t.Errorf("%s: %.0f bytes, want at most %.0f", path, used, most)
		}
	}
}

// countdown is a context that ends when it has been asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// A context that ends within the data ends the reading, however it is packed.
func TestReadEndsInTheMiddle(t *testing.T) {
	for _, path := range large(t) {
		whole := &countdown{t.Context(), math.MaxInt}
		if _, err := ReadFloat32(whole, path); err != nil {
			t.Fatal(err)
		}
		looks := math.MaxInt - whole.left
		if m, err := ReadFloat32(&countdown{t.Context(), looks - 1}, path); err != context.Canceled || m.Data != nil {
			t.Errorf("%s: at look %d: %d×%d, %v", path, looks-1, m.Rows, m.Cols, err)
		}
		if m, err := ReadFloat32(&countdown{t.Context(), looks}, path); err != nil || m.Rows != rows {
			t.Errorf("%s: after the last look: %v", path, err)
		}
	}
}
