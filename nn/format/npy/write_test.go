package npy

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// The file is the one that numpy.save writes, byte for byte.
func TestWriteFloat32Bytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.npy")
	m := blas32.General{Rows: 2, Cols: 1, Stride: 3, Data: []float32{1, 9, 9, -2}}
	if err := WriteFloat32(path, m); err != nil {
		t.Fatal(err)
	}
	dict := "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
	want := magic + "\x01\x00\x76\x00" + dict + strings.Repeat(" ", 117-len(dict)) + "\n" +
		"\x00\x00\x80\x3f\x00\x00\x00\xc0"
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A stream gets the bytes that a file does, and its failure is the error.
func TestEncode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.npy")
	m := blas32.General{Rows: 3, Cols: 2, Stride: 4, Data: []float32{1, 2, 9, 9, 3, 4, 9, 9, 5, 6}}
	labels := []int{3, -1, 1 << 40}
	for _, c := range []struct {
		write  func() error
		encode func(io.Writer) error
	}{
		{func() error { return WriteFloat32(path, m) }, func(w io.Writer) error { return EncodeFloat32(w, m) }},
		{func() error { return WriteInt64(path, labels) }, func(w io.Writer) error { return EncodeInt64(w, labels) }},
	} {
		if err := c.write(); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := c.encode(&got); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%q, %v, want %q", got.Bytes(), err, want)
		}
		if err := c.encode(closed{}); err != io.ErrClosedPipe {
			t.Errorf("%v, want the writer's error", err)
		}
	}
}

// closed takes nothing.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	nan := float32(math.NaN())
	m := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{math.MaxFloat32, nan, float32(math.Copysign(0, -1)), 1e-45}}
	path := filepath.Join(dir, "m.npy")
	if err := WriteFloat32(path, m); err != nil {
		t.Fatal(err)
	}
	got, err := ReadFloat32(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range m.Data {
		if math.Float32bits(got.Data[i]) != math.Float32bits(v) {
			t.Errorf("element %d: %v, want %v", i, got.Data[i], v)
		}
	}

	labels := []int{0, -1, math.MaxInt, math.MinInt}
	path = filepath.Join(dir, "y.npy")
	if err := WriteInt64(path, labels); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadInts(path); err != nil || !slices.Equal(got, labels) {
		t.Errorf("labels: %v, %v, want %v", got, err, labels)
	}
}

func TestWriteNowhere(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	// A link to the device: were it replaced, the device would still be there.
	device := filepath.Join(dir, "device")
	if err := os.Symlink(os.DevNull, device); err != nil {
		t.Fatal(err)
	}
	m := blas32.General{Rows: 1, Cols: 1, Stride: 1, Data: []float32{1}}
	for path, want := range map[string]string{
		filepath.Join(dir, "missing", "m.npy"): "no such file",
		filepath.Join(plain, "m.npy"):          "not a directory",
		dir:                                    "not a regular file",
		device:                                 "not a regular file",
	} {
		checkError(t, WriteFloat32(path, m), path, want)
		checkError(t, CheckWritable(path), path, want)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestCheckWritableLeavesTheFileAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "old.npy")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := CheckWritable(path); err != nil {
		t.Fatal(err)
	}
	if err := CheckWritable(filepath.Join(dir, "new.npy")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("the old file is now %q, %v", got, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
