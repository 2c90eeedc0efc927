package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// pngOf makes a PNG file of one colour.
func pngOf(t testing.TB, k color.Color, width, height int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, k)
		}
	}
	return encoded(t, img)
}

// encoded makes a PNG file.
func encoded(t testing.TB, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestClassFolders(t *testing.T) {
	dir := t.TempDir()
	// Class a has 21 images of red 0..20, class b three of red 100..102.
	for i := range 21 {
		write(t, dir, fmt.Sprintf("a/%02d.png", i), pngOf(t, color.RGBA{uint8(i), 0, 0, 255}, 40, 20))
	}
	for i := range 3 {
		write(t, dir, fmt.Sprintf("b/%d.PNG", i), pngOf(t, color.RGBA{uint8(100 + i), 0, 0, 255}, 8, 8))
	}
	write(t, dir, "a/notes.txt", []byte("not an image"))
	write(t, dir, "a/.hidden.png", []byte("not an image"))
	write(t, dir, ".cache/x.png", []byte("not an image"))
	write(t, dir, "notes.txt", []byte("not a class"))

	train, test := mustLoad(t, dir, Train), mustLoad(t, dir, Test)
	if !slices.Equal(train.Classes, []string{"a", "b"}) {
		t.Errorf("classes %q", train.Classes)
	}
	var reds []int
	for i := range train.Len() {
		reds = append(reds, int(train.Image(i)[0]))
	}
	want := []int{0, 100, 1, 101, 2, 102, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20}
	if !slices.Equal(reds, want) {
		t.Errorf("training images %v, want %v", reds, want)
	}
	if test.Len() != 2 || test.Image(0)[0] != 9 || test.Image(1)[0] != 19 {
		t.Errorf("%d test images, want those of red 9 and 19", test.Len())
	}
}

func TestLinksAreFollowed(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	writeReds(t, elsewhere, "a/1.png", "loose.png")
	write(t, dir, "b/2.png", pngOf(t, color.RGBA{7, 0, 0, 255}, 9, 9))
	for from, to := range map[string]string{"a": "a", "b/1.png": "loose.png"} {
		if err := os.Symlink(filepath.Join(elsewhere, to), filepath.Join(dir, from)); err != nil {
			t.Skip(err)
		}
	}
	set := mustLoad(t, dir, Train)
	if !slices.Equal(set.Classes, []string{"a", "b"}) || !slices.Equal(reds(set), []int{0, 1, 7}) {
		t.Errorf("classes %q, images %v", set.Classes, reds(set))
	}
}

func TestSplitFolders(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"train/cat/1.png", "train/dog/1.png", "train/eel/1.png", "test/dog/1.png", "test/eel/1.png"} {
		write(t, dir, name, pngOf(t, color.RGBA{uint8(i), 0, 0, 255}, 9, 9))
	}
	train, test := mustLoad(t, dir, Train), mustLoad(t, dir, Test)
	if !slices.Equal(train.Labels, []int{0, 1, 2}) || !slices.Equal(test.Labels, []int{1, 2}) {
		t.Errorf("labels %v and %v", train.Labels, test.Labels)
	}
	if !slices.Equal(train.Classes, test.Classes) || test.Image(0)[0] != 3 {
		t.Error("test split differs from what was written")
	}
	write(t, dir, "test/fox/1.png", pngOf(t, color.White, 9, 9))
	_, err := Load(t.Context(), dir, Test)
	wantError(t, err, "1 of 3 items is bad: test/fox: no class of that name")
}

func TestClassFoldersRefuse(t *testing.T) {
	good := pngOf(t, color.White, 50, 50)
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 64, 64)), nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, file string
		contents   []byte
		words      []string
	}{
		{"not an image", "b/x.png", []byte("hello"), []string{"x.png", "unknown format"}},
		{"empty file", "b/x.jpg", nil, []string{"x.jpg", "empty"}},
		{"cut PNG", "b/x.png", good[:len(good)-20], []string{"x.png", "EOF"}},
		{"cut JPEG", "b/x.jpeg", photo.Bytes()[:photo.Len()-30], []string{"x.jpeg", "JPEG"}},
		{"huge PNG", "b/x.png", claimSize(good, 60_000, 60_000), []string{"x.png", "60000×60000"}},
		{"empty class", "b/readme", nil, []string{"b: a class folder without images"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "a/1.png", good)
			write(t, dir, test.file, test.contents)
			_, err := Load(t.Context(), dir, Train)
			wantError(t, err, append(test.words, dir)...)
		})
	}
	t.Run("nothing held out", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "a/1.png", good)
		_, err := Load(t.Context(), dir, Test)
		wantError(t, err, dir, "held out")
	})
	t.Run("no classes in train", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "train/1.png", good)
		write(t, dir, "test/a/1.png", good)
		_, err := Load(t.Context(), dir, Train)
		wantError(t, err, "train", "no class folders")
	})
}

// claimSize returns a PNG file with another size in its header.
func claimSize(file []byte, width, height uint32) []byte {
	file = slices.Clone(file)
	const header = 12 // the type of the first chunk; its 13 bytes follow
	binary.BigEndian.PutUint32(file[header+4:], width)
	binary.BigEndian.PutUint32(file[header+8:], height)
	binary.BigEndian.PutUint32(file[header+17:], crc32.ChecksumIEEE(file[header:header+17]))
	return file
}
