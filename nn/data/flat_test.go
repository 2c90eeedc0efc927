package data

import (
	"fmt"
	"image/color"
	"path/filepath"
	"slices"
	"testing"
)

// reds are the red values of the first pixels, by which the tests know an image.
func reds(s *Set) []int {
	var values []int
	for i := range s.Len() {
		values = append(values, int(s.Image(i)[0]))
	}
	return values
}

// writeReds writes images of red 0, 1, ... under dir.
func writeReds(t *testing.T, dir string, names ...string) {
	t.Helper()
	for i, name := range names {
		write(t, dir, name, pngOf(t, color.RGBA{uint8(i), 0, 0, 255}, 9, 7))
	}
}

func TestFlatFolder(t *testing.T) {
	dir := t.TempDir()
	for i := range 21 {
		write(t, dir, fmt.Sprintf("%02d.png", i), pngOf(t, color.RGBA{uint8(i), 0, 0, 255}, 9, 7))
	}
	write(t, dir, ".hidden.png", []byte("not an image"))
	write(t, dir, ".cache/x.png", []byte("not an image"))
	write(t, dir, "notes.txt", []byte("not an image"))

	train, test := mustLoad(t, dir, Train), mustLoad(t, dir, Test)
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20}; !slices.Equal(reds(train), want) {
		t.Errorf("training images %v, want %v", reds(train), want)
	}
	if want := []int{9, 19}; !slices.Equal(reds(test), want) {
		t.Errorf("test images %v, want %v", reds(test), want)
	}
	if train.Labels != nil || len(train.Classes) != 0 || train.Label(3) != -1 {
		t.Errorf("labels %v of classes %v", train.Labels, train.Classes)
	}
	if want := dir + ": 19 images without labels"; train.Source != want {
		t.Errorf("source %q, want %q", train.Source, want)
	}
}

// TestFlatSplitFolders: train and test are no classes, and which images have which it does
// not say.
func TestFlatSplitFolders(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "train/a.png", "train/b.png", "val/c.png", "train/d.jpg.png")
	for _, split := range []Split{Train, Test} {
		_, err := Load(t.Context(), dir, split)
		wantError(t, err, filepath.Join(dir, "train"), "no class folders", "by that name")
	}
	if set := mustLoad(t, filepath.Join(dir, "train"), Train); !slices.Equal(reds(set), []int{0, 1, 3}) || set.Labels != nil {
		t.Errorf("images %v, labels %v", reds(set), set.Labels)
	}
}

func TestFlatFoldersRefuse(t *testing.T) {
	for name, test := range map[string]struct {
		files []string
		split Split
		words []string
	}{
		"loose beside classes": {[]string{"cat/1.png", "dog/1.png", "b.png", "c.png"}, Train, []string{"b.png", "beside folders"}},
		"loose beside splits":  {[]string{"train/a/1.png", "test/a/1.png", "b.png"}, Train, []string{"b.png", "beside folders"}},
		"loose in a split":     {[]string{"train/a/1.png", "test/a/1.png", "test/b.png"}, Test, []string{"b.png", "beside folders"}},
		"test flat alone":      {[]string{"train/a/1.png", "test/1.png"}, Test, []string{"test", "no class folders"}},
		"nothing held out":     {[]string{"1.png", "2.png"}, Test, []string{"2 images", "held out"}},
		"empty split":          {[]string{"train/a/1.png", "test/notes.txt"}, Test, []string{"test", "no class folders"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeReds(t, dir, test.files...)
			_, err := Load(t.Context(), dir, test.split)
			wantError(t, err, append(test.words, dir)...)
		})
	}
}

// TestFirstBadImage: however many images are decoded at once, the error is that of
// the first bad one.
func TestFirstBadImage(t *testing.T) {
	dir := t.TempDir()
	for i := range 200 {
		writeReds(t, dir, fmt.Sprintf("%03d.png", i))
	}
	for _, i := range []int{30, 31, 33, 150} {
		write(t, dir, fmt.Sprintf("%03d.png", i), []byte("not an image"))
	}
	for range 10 {
		_, err := Load(t.Context(), dir, Train)
		wantError(t, err, "030.png")
	}
}
