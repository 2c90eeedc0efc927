package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
)

// putImage writes a PNG of one colour, and the folders that it needs.
func putImage(t *testing.T, path string, k color.Color) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 1, 1))
	img.Set(0, 0, k)
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	put(t, path, file.Bytes())
}

// Each line says which file the row is of: that of an image of its own has its row.
func TestEmbedNamesClassFolders(t *testing.T) {
	t.Chdir(t.TempDir())
	for i := range 12 {
		putImage(t, fmt.Sprintf("pets/cat/%02d.png", i), color.RGBA{uint8(20 * i), 0, 90, 255})
	}
	putImage(t, "pets/a \"dog\"/a\tb\n.png", color.RGBA{0, 200, 0, 255})
	putImage(t, "pets/a \"dog\"/ö.png", color.RGBA{0, 100, 0, 255})
	succeed(t, strings.Fields("train --data pets --encoder mlp --epochs 1 --batch 4 --out run")...)

	for _, c := range []struct{ flags, want string }{
		{"--split test", "cat/09.png\tcat\n"},
		{"--split train --limit 5", `"a \"dog\"/a\tb\n.png"` + "\ta \"dog\"\ncat/00.png\tcat\na \"dog\"/ö.png\ta \"dog\"\ncat/01.png\tcat\ncat/02.png\tcat\n"},
	} {
		line := "embed run --data pets --out z.npy --json " + c.flags + " --names-out "
		stdout, _ := succeed(t, strings.Fields(line+"names.txt")...)
		if got := string(get(t, "names.txt")); got != c.want || !strings.Contains(stdout, `"names_out": "names.txt"`) {
			t.Errorf("%s:\n%swant\n%s", line, got, c.want)
		}
	}
	if stdout, _ := succeed(t, strings.Fields("embed run --data pets --out z.npy --names-out -")...); stdout != "cat/09.png\tcat\n" {
		t.Errorf("standard output %q", stdout)
	}
}

func TestEmbedNamesRows(t *testing.T) {
	t.Chdir(t.TempDir())
	z := matrix.New(21, 3)
	for i := range z.Data {
		z.Data[i] = float32(i*i%7) + 1
	}
	labels := make([]int, 21)
	labels[9], labels[19] = 4, 2
	if err := npy.WriteFloat32("Rows.NPY", z); err != nil {
		t.Fatal(err)
	}
	if err := npy.WriteInt64("y.npy", labels); err != nil {
		t.Fatal(err)
	}
	succeed(t, strings.Fields("train --data Rows.NPY --noise 0.1 --encoder mlp --epochs 1 --batch 4 --out run")...)
	for flags, want := range map[string]string{
		"--labels y.npy":           "9\t4\n19\t2\n",
		"--split test":             "9\t\n19\t\n",
		"--split train --limit 10": "0\t\n1\t\n2\t\n3\t\n4\t\n5\t\n6\t\n7\t\n8\t\n10\t\n",
	} {
		stdout, _ := succeed(t, strings.Fields("embed run --data Rows.NPY --out z.npy --names-out - "+flags)...)
		if stdout != want {
			t.Errorf("%s: %q, want %q", flags, stdout, want)
		}
	}
	fail(t, exitError, "labels y.npy: want them with a file of rows, shapes is none", "embed", "run", "--data", "shapes", "--labels", "y.npy", "--out", "z.npy")
}

func TestInLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"a b/ü\u202f\\n.png":   "a b/ü\u202f\\n.png",
		`say "hi".png`:         `say "hi".png`,
		`"hi".png`:             `"\"hi\".png"`,
		"tab\t.png":            `"tab\t.png"`,
		"two\nlines":           `"two\nlines"`,
		"carriage\r":           `"carriage\r"`,
		"\x1b[31m":             `"\x1b[31m"`,
		"next\u0085line":       `"next\u0085line"`,
		"paragraph\u2029.png":  `"paragraph\u2029.png"`,
		"not UTF-8 \xff\t.png": `"not UTF-8 \xff\t.png"`,
	} {
		if got := inLine(text); got != want {
			t.Errorf("%q is written as %s, want %s", text, got, want)
		}
	}
}
