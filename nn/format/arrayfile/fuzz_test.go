package arrayfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever the bytes and the ending, there is an error of one line or a matrix that the
// file can hold.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob(fixture("*.*"))
	if err != nil {
		f.Fatal(err)
	}
	paths = append(paths, fakeSize(f, "bomb.npz", 1<<40), zipped(f, "a.pt", entry{"data.pkl", "\x80\x02", 0}))
	names := []string{"z", "z.npy", "z.npz", "z.safetensors", "z.fvecs", "z.bvecs", "z.ivecs"}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for i := range names {
			f.Add(byte(i), b)
		}
		f.Add(byte(0), b[:2*len(b)/3])
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, i byte, b []byte) {
		path := filepath.Join(dir, names[int(i)%len(names)])
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		most := len(b)
		if strings.HasPrefix(string(b), "PK") {
			most = (len(b) + 1) * deflateRatio
		}
		for _, path := range []string{path, path + ":z"} {
			m, err := ReadFloat32(t.Context(), path)
			if n := len(m.Data); n != m.Rows*m.Cols || n > most || (err == nil) != (n > 0) {
				t.Fatalf("%d×%d of %d numbers from %d bytes, %v", m.Rows, m.Cols, n, len(b), err)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Fatalf("error of several lines: %q", err)
			}
			checkOpen(t, path)
			if v, err := ReadInts(t.Context(), path); len(v) > most || (err == nil) != (len(v) > 0) {
				t.Fatalf("%d integers from %d bytes, %v", len(v), len(b), err)
			}
		}
	})
}
