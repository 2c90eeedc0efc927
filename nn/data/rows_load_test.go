package data

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas/blas32"
)

// matrixFile writes n rows of two numbers, 10i and 10i+1.
func matrixFile(t *testing.T, n int) string {
	t.Helper()
	z := matrix.New(n, 2)
	for i := range n {
		z.Data[2*i], z.Data[2*i+1] = float32(10*i), float32(10*i+1)
	}
	return written(t, z)
}

func written(t *testing.T, z blas32.General) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "z.npy")
	if err := npy.WriteFloat32(path, z); err != nil {
		t.Fatal(err)
	}
	return path
}

func labelFile(t *testing.T, labels ...int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "y.npy")
	if err := npy.WriteInt64(path, labels); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadSplitsRows(t *testing.T) {
	path := matrixFile(t, 21)
	for split, want := range map[Split][]int{
		Train: {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20},
		Test:  {9, 19},
	} {
		s, err := Load(t.Context(), path, split)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for i := range s.Len() {
			row := itemOf(s, i)
			if got = append(got, int(row[0])/10); row[1] != row[0]+1 {
				t.Errorf("row %v", row)
			}
		}
		if !slices.Equal(got, want) || s.Shape() != (Shape{1, 1, 2}) || Labels(s) != nil {
			t.Errorf("%s: rows %v of %v, labels %v", split, got, s.Shape(), Labels(s))
		}
	}
	if s, err := Load(t.Context(), path, Test); err != nil || s.String() != path+": 2 of 21 rows" {
		t.Errorf("source %q, %v", s, err)
	}
}

func TestLoadRows(t *testing.T) {
	path, labels := matrixFile(t, 3), labelFile(t, 2, 0, 1)
	rows, err := LoadRows(t.Context(), path, labels)
	if err != nil {
		t.Fatal(err)
	}
	if rows.Len() != 3 || !slices.Equal(Labels(rows), []int{2, 0, 1}) || rows.String() != path+": "+labels {
		t.Errorf("%d rows of labels %v from %q", rows.Len(), Labels(rows), rows)
	}
	if rows, err = LoadRows(t.Context(), path, ""); err != nil || Labels(rows) != nil {
		t.Errorf("labels %v, error %v", Labels(rows), err)
	}
}

func TestLoadRowsRefuses(t *testing.T) {
	bad := matrix.New(20, 3)
	bad.Data[13*3+1] = float32(math.NaN())
	badPath, good := written(t, bad), matrixFile(t, 9)
	load := func(path string, split Split) error {
		_, err := Load(t.Context(), path, split)
		return err
	}
	// A row has its number in the file, in whatever split.
	wantError(t, load(badPath, Train), badPath, "row 13", "NaN in column 1")
	wantError(t, load(badPath, Test), badPath, "row 13", "NaN in column 1")
	wantError(t, load(good, Test), good, "9 rows", "held out")
	wantError(t, load(good, "all"), `"all"`)
	wantError(t, load(labelFile(t, 1, 2), Train), "y.npy", "float32")
	wantError(t, load(filepath.Join(t.TempDir(), "no.npy"), Train), "no.npy", "no such file")

	_, err := LoadRows(t.Context(), good, labelFile(t, 1, 2))
	wantError(t, err, good, "9 rows", "2 labels")
	_, err = LoadRows(t.Context(), good, good)
	wantError(t, err, good, "want an integer")
}
