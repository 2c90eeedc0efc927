package npy

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// inBlocks fills with the rows of m, so many at a time.
func inBlocks(m blas32.General, atOnce int) Fill {
	return func(write func(blas32.General) error) error {
		for lo := 0; lo < m.Rows; lo += atOnce {
			if err := write(matrix.Rows(m, lo, min(lo+atOnce, m.Rows))); err != nil {
				return err
			}
		}
		return nil
	}
}

// A matrix is the same file however it is cut, with gaps between its rows or without.
func TestWriteRows(t *testing.T) {
	dir := t.TempDir()
	whole, cut := filepath.Join(dir, "whole.npy"), filepath.Join(dir, "cut.npy")
	for _, shape := range [][2]int{{1, 1}, {7, 3}, {300, 700}} { // the last is larger than the buffer
		rows, cols := shape[0], shape[1]
		m := matrix.Columns(matrix.New(rows, cols+2), 1, cols+1)
		for i := range m.Data {
			m.Data[i] = float32(i%1013) - 500.5
		}
		dense := matrix.New(rows, cols)
		for i := range rows {
			copy(matrix.Row(dense, i), matrix.Row(m, i))
		}
		if err := WriteFloat32(whole, dense); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(whole)
		if err != nil {
			t.Fatal(err)
		}
		for _, atOnce := range []int{1, 2, 5, 299, rows} {
			for name, x := range map[string]blas32.General{"dense": dense, "gapped": m} {
				if err := WriteRows(cut, rows, cols, inBlocks(x, atOnce)); err != nil {
					t.Fatal(err)
				}
				if got, err := os.ReadFile(cut); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d×%d, %s, %d at once: another file, %v", rows, cols, name, atOnce, err)
				}
			}
		}
	}
}

// What fails leaves the file of before, and none beside it.
func TestWriteRowsFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.npy")
	if err := os.WriteFile(path, []byte("before"), 0o666); err != nil {
		t.Fatal(err)
	}
	m, broken := matrix.New(400, 300), errors.New("broken")
	half := func(write func(blas32.General) error) error { return errors.Join(write(m), broken) }
	if err := WriteRows(path, 400, 300, half); err == nil || err.Error() != "broken" {
		t.Errorf("%v, want fill's own error", err)
	}
	for want, fill := range map[string]Fill{
		"399 rows written, the header says 400": inBlocks(matrix.Rows(m, 0, 399), 7),
		"401 rows written, the header says 400": inBlocks(matrix.New(401, 300), 300),
		"0 rows written, the header says 400":   inBlocks(matrix.New(0, 300), 1),
	} {
		checkError(t, WriteRows(path, 400, 300, fill), path, want)
	}
	if err := EncodeRows(closed{}, 400, 300, inBlocks(m, 50)); err == nil {
		t.Error("a writer that takes nothing took all")
	}
	entries, err := os.ReadDir(dir)
	if text, _ := os.ReadFile(path); err != nil || len(entries) != 1 || string(text) != "before" {
		t.Errorf("left behind: %v, %q, %v", entries, text, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a block of another width was taken")
		}
	}()
	EncodeRows(new(bytes.Buffer), 400, 299, inBlocks(m, 400))
}
