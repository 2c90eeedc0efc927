package data

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// write makes a file, and the folders it needs, under dir.
func write(t testing.TB, dir, name string, contents []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, contents, 0o644); err != nil {
		t.Fatal(err)
	}
}

// mustLoad loads a split without error.
func mustLoad(t testing.TB, path string, split Split) *Set {
	t.Helper()
	set, err := Load(t.Context(), path, split)
	if err != nil {
		t.Fatal(err)
	}
	return set.(*Set)
}

// loadLabelled is Load with a path of labels.
func loadLabelled(ctx context.Context, path, labels string, split Split) (Source, error) {
	source, _, err := Loader{Path: path, Labels: labels}.Load(ctx, split)
	return source, err
}

// fewShapes draws the first n images of the embedded set's split of that stream.
func fewShapes(split Split, seed, stream uint64, n int) *Set {
	set, err := drawShapes(context.Background(), split, seed, stream, n)
	if err != nil {
		panic(err)
	}
	return set
}

// wantError checks that an error mentions every one of the words.
func wantError(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that mentions %q", words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not mention %q", err, word)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q is longer than a line", err)
	}
}

// wantPanic checks that f panics.
func wantPanic(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f()
}

// allocated returns how many bytes f allocates, and whatever else runs meanwhile.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// zipped returns the gzipped contents.
func zipped(t testing.TB, contents []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(contents); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// hash returns the first 16 hexadecimal digits of the SHA-256 of bytes.
func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// float32Bytes returns the bits of the numbers, little-endian.
func float32Bytes(x []float32) []byte {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}
