package arrayfile

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// readOpen reads a matrix by Open, some rows at a time, the last first.
func readOpen(ctx context.Context, path string, atOnce int) (blas32.General, error) {
	m, err := Open(ctx, path)
	if err != nil {
		return blas32.General{}, err
	}
	defer m.Close()
	z := matrix.New(m.Len(), m.Dim())
	for hi := m.Len(); hi > 0; hi -= atOnce {
		lo := max(0, hi-atOnce)
		if err := m.Read(matrix.Rows(z, lo, hi), lo); err != nil {
			return blas32.General{}, err
		}
	}
	return z, nil
}

func sameMatrix(a, b blas32.General) bool {
	same := func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }
	return a.Rows == b.Rows && a.Cols == b.Cols && slices.EqualFunc(a.Data, b.Data, same)
}

// checkOpen checks that Open says what ReadFloat32 does, of matrices and of errors.
func checkOpen(t *testing.T, path string) {
	t.Helper()
	want, wantErr := ReadFloat32(t.Context(), path)
	for _, atOnce := range []int{1, 2, math.MaxInt32} {
		got, err := readOpen(t.Context(), path, atOnce)
		if (err == nil) != (wantErr == nil) || err == nil && !sameMatrix(got, want) {
			t.Fatalf("%s: opened %v, %v, read %v, %v", path, got, err, want, wantErr)
		}
		if atOnce == math.MaxInt32 && err != nil && !strings.HasPrefix(err.Error(), File(path)) {
			t.Fatalf("%s: error %q, read at once %q", path, err, wantErr)
		}
	}
}

func TestOpenIsReadFloat32(t *testing.T) {
	paths, err := filepath.Glob(fixture("*.*"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		checkOpen(t, path)
		checkOpen(t, path+":z")
	}
	for name, text := range map[string]string{
		"b.bvecs":      "\x02\x00\x00\x00\x07\xff\x02\x00\x00\x00\x00\x08\x02\x00\x00\x00\x01\x09",
		"uneven.bvecs": "\x01\x00\x00\x00\x07\x02\x00\x00\x00\x07",
		"wide.fvecs":   strings.Repeat("\x00\x80\x00\x00"+strings.Repeat("\x00\x00\x80\x3f", 1<<15), 3), // rows longer than a buffer
	} {
		checkOpen(t, put(t, name, text))
	}
}

// Of what lies by rows in a file nothing is in memory.
func TestOpenHoldsNothing(t *testing.T) {
	for _, path := range large(t) {
		if filepath.Ext(path) == ".npz" {
			continue
		}
		used := math.Inf(1)
		for range 3 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Read(matrix.New(10, cols), rows-10); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			m.Close()
			used = min(used, float64(after.TotalAlloc-before.TotalAlloc))
		}
		if used > 1<<20 {
			t.Errorf("%s: %.0f bytes for 10 rows of 4 MB", path, used)
		}
	}
}

// A file that is cut while it is open, and a context that ends, are errors.
func TestOpenMatrixFails(t *testing.T) {
	for _, path := range large(t) {
		if filepath.Ext(path) == ".npz" {
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		m, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if err := os.Truncate(path, 2000*cols); err != nil {
			t.Fatal(err)
		}
		all := matrix.New(rows, cols)
		if err := m.Read(matrix.Rows(all, 0, 490), 0); err != nil {
			t.Error(err)
		}
		if err := m.Read(all, 0); err == nil || !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("%s: cut in two: %v", path, err)
		}
		cancel()
		if err := m.Read(matrix.Rows(all, 0, 1), 0); err != context.Canceled {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := Open(ctx, path); err != context.Canceled {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestOpenMatrixPanics(t *testing.T) {
	m, err := Open(t.Context(), fixture("z.fvecs"))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, c := range []struct{ rows, cols, lo int }{{1, m.Dim(), m.Len()}, {1, m.Dim(), -1}, {m.Len() + 1, m.Dim(), 0}, {1, m.Dim() + 1, 0}} {
		func() {
			defer func() {
				if r, _ := recover().(string); !strings.HasPrefix(r, "array: Rows.Read: ") {
					t.Errorf("%+v: %q", c, r)
				}
			}()
			m.Read(matrix.New(c.rows, c.cols), c.lo)
		}()
	}
}
