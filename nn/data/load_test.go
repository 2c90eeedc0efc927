package data

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestLoadRefusesUnknownFolders(t *testing.T) {
	t.Run("missing", func(t *testing.T) {
		_, err := Load(t.Context(), filepath.Join(t.TempDir(), "nowhere"), Train)
		wantError(t, err, "nowhere", "no such file")
	})
	t.Run("empty", func(t *testing.T) {
		dir := t.TempDir()
		_, err := Load(t.Context(), dir, Train)
		wantError(t, err, dir, "is empty")
	})
	t.Run("a file", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "data.bin", []byte{1})
		_, err := Load(t.Context(), filepath.Join(dir, "data.bin"), Train)
		wantError(t, err, "data.bin")
	})
	t.Run("other things", func(t *testing.T) {
		dir := t.TempDir()
		for _, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt"} {
			write(t, dir, name, []byte("text"))
		}
		_, err := Load(t.Context(), dir, Train)
		wantError(t, err, dir, "found a.txt, b.txt, c.txt, ...", "CIFAR-10")
	})
	t.Run("split", func(t *testing.T) {
		_, err := Load(t.Context(), "shapes", "validation")
		wantError(t, err, `"validation"`, `"train"`)
	})
}

func TestLoadShapes(t *testing.T) {
	got, want := mustLoad(t, "shapes", Test), Shapes(Test, shapesSeed)
	if !slices.Equal(got.Pixels, want.Pixels) || !slices.Equal(got.Labels, want.Labels) {
		t.Error("Load(shapes) differs from Shapes")
	}
}

func TestLimit(t *testing.T) {
	set := fewShapes(Train, 1, 0, 5)
	for n, want := range map[int]int{0: 5, 1: 1, 4: 4, 5: 5, 9: 5} {
		first := set.Limit(n)
		if first.Len() != want || len(first.Pixels) != want*3072 {
			t.Errorf("Limit(%d): %d images, %d bytes, want %d images", n, first.Len(), len(first.Pixels), want)
		}
		if !slices.Equal(first.Image(want-1), set.Image(want-1)) {
			t.Errorf("Limit(%d) changed an image", n)
		}
	}
	if set.Len() != 5 {
		t.Error("Limit changed its receiver")
	}
	wantPanic(t, func() { set.Limit(-1) })
}

// Every byte comes back, and what no byte is becomes the nearest one.
func TestUnstandardize(t *testing.T) {
	for b := range 256 {
		var x [1]float32
		Standardize(x[:], []uint8{uint8(b)})
		if got := Unstandardize(x[0]); got != uint8(b) {
			t.Errorf("%d comes back as %d", b, got)
		}
	}
	for x, want := range map[float32]uint8{-3: 0, 3: 255, -1.999: 0, 1.999: 255, 0: 128} {
		if got := Unstandardize(x); got != want {
			t.Errorf("%v: %d, want %d", x, got, want)
		}
	}
}

func TestStandardize(t *testing.T) {
	dst := make([]float32, 4)
	Standardize(dst, []uint8{0, 51, 204, 255})
	for i, want := range []float32{-2, -1.2, 1.2, 2} {
		if d := dst[i] - want; d < -1e-6 || d > 1e-6 {
			t.Errorf("value %d: %v, want %v", i, dst[i], want)
		}
	}
	wantPanic(t, func() { Standardize(dst, []uint8{1}) })
}
