package arrayfile

import (
	"archive/zip"
	"bytes"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
)

// entry is a file in an archive, with its method of packing.
type entry struct {
	name, text string
	method     uint16
}

// zipped writes an archive of entries whose text is already packed, if it is.
func zipped(t testing.TB, name string, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.CreateRaw(&zip.FileHeader{Name: e.name, Method: e.method, CRC32: crc32.ChecksumIEEE([]byte(e.text)),
			CompressedSize64: uint64(len(e.text)), UncompressedSize64: uint64(len(e.text))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return put(t, name, b.String())
}

func npyText(t testing.TB, rows, cols int) string {
	t.Helper()
	var b bytes.Buffer
	if err := npy.EncodeFloat32(&b, matrix.New(rows, cols)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// deflated packs a text into an archive as z.npy.
func deflated(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("z.npy")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fakeSize writes a packed matrix of 2×2 zeros that claims another size.
func fakeSize(t testing.TB, name string, size uint64) string {
	t.Helper()
	packed := deflated(t, npyText(t, 2, 2))
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := archive.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	header := archive.File[0].FileHeader
	header.UncompressedSize64 = size
	f, err := w.CreateRaw(&header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return put(t, name, b.String())
}

// A matrix of zeros packs as well as anything and is read; a flipped bit is not.
func TestPackedArrays(t *testing.T) {
	packed := deflated(t, npyText(t, 1000, 1000))
	path := put(t, "zeros.npz", string(packed))
	if m, err := ReadFloat32(t.Context(), path); err != nil || m.Rows != 1000 || m.Cols != 1000 {
		t.Errorf("%d bytes: %d×%d, %v", len(packed), m.Rows, m.Cols, err)
	}
	text := npyText(t, 2, 2)
	stored := zipped(t, "stored.npz", entry{"z.npy", text, zip.Store})
	b, err := os.ReadFile(stored)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(b), text) + len(text) - 1
	b[at] ^= 1
	if _, err := ReadFloat32(t.Context(), put(t, "flipped.npz", string(b))); err == nil || !strings.Contains(err.Error(), `array "z": zip: checksum error`) {
		t.Errorf("flipped: %v", err)
	}
}

// A size is believed only if so many packed bytes can stand for it.
func TestVouch(t *testing.T) {
	const file = 1 << 30
	for _, c := range []struct {
		packed, size uint64
		method       uint16
		ok           bool
	}{
		{100, 100, zip.Store, true},
		{100, 101, zip.Store, false},
		{file + 1, file + 1, zip.Store, false},
		{100, 103200, zip.Deflate, true},
		{100, 104400, zip.Deflate, false},
		{64 << 10, 64 << 20, zip.Deflate, true},
		{66 << 10, 65 << 20, zip.Deflate, false},
		{2 << 20, 128 << 20, zip.Deflate, true},
		{file, 1 << 63, zip.Deflate, false},
	} {
		err := vouch(&zip.File{FileHeader: zip.FileHeader{Method: c.method, CompressedSize64: c.packed, UncompressedSize64: c.size}}, file)
		if (err == nil) != c.ok {
			t.Errorf("%d from %d by %d: %v", c.size, c.packed, c.method, err)
		}
	}
	locked := &zip.File{FileHeader: zip.FileHeader{Flags: 1}}
	if err := vouch(locked, file); err == nil || !strings.Contains(err.Error(), "encrypted") {
		t.Errorf("encrypted: %v", err)
	}
}
