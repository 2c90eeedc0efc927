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

func TestLoadLabelsOfRows(t *testing.T) {
	classes := make([]int, 21)
	for i := range classes {
		classes[i] = i * i
	}
	path, labels := matrixFile(t, 21), labelFile(t, classes...)
	s, err := loadLabelled(t.Context(), path, labels, Test)
	if err != nil {
		t.Fatal(err)
	}
	if want := path + ": " + labels + ": 2 of 21 rows"; !slices.Equal(Labels(s), []int{81, 361}) || s.String() != want {
		t.Errorf("labels %v from %q, want %q", Labels(s), s, want)
	}
	if s, err = loadLabelled(t.Context(), path, labels, Train); err != nil || s.Len() != 19 || s.Label(18) != 400 {
		t.Errorf("labels %v, error %v", Labels(s), err)
	}
}

// TestLoadKnowsRowsByTheirName: in whatever case, and by nothing else.
func TestLoadKnowsRowsByTheirName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.NPY", "b.Npy", ".npy"} {
		path := filepath.Join(dir, name)
		if err := npy.WriteFloat32(path, normalMatrix(10, 4)); err != nil {
			t.Fatal(err)
		}
		if s, err := Load(t.Context(), path, Test); err != nil || s.Shape() != (Shape{1, 1, 4}) {
			t.Errorf("%s: %v, error %v", name, s, err)
		}
	}
	writeReds(t, dir, "npy/1.png", "z.npy.d/1.png")
	for _, name := range []string{"npy", "z.npy.d"} {
		if s, err := loadLabelled(t.Context(), filepath.Join(dir, name), "", Train); err != nil || s.Shape() != (Shape{32, 32, 3}) {
			t.Errorf("%s: %v, error %v", name, s, err)
		}
		_, err := loadLabelled(t.Context(), filepath.Join(dir, name), "y.npy", Train)
		wantError(t, err, "labels y.npy", name+" is none")
	}
}

// TestLoadRowsOfAnyFormat: the files that NumPy wrote are rows, one array of several too,
// and a file that is nothing of the kind is called what it is.
func TestLoadRowsOfAnyFormat(t *testing.T) {
	const dir = "../format/arrayfile/testdata/"
	want, err := npy.ReadFloat32(dir + "want_z.npy")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"z_f2be.npy", "z_fortran.npy", "z_one.npz", "z_two.npz:z", "z_f16.safetensors", "z.fvecs"} {
		s, err := loadLabelled(t.Context(), dir+name, dir+"z_two.npz:y", Train)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Len() != want.Rows || !slices.Equal(itemOf(s, 4), matrix.Row(want, 4)) || len(Labels(s)) != want.Rows {
			t.Errorf("%s: %v, labels %v", name, s, Labels(s))
		}
	}
	_, err = Load(t.Context(), dir+"bad.pkl", Train)
	wantError(t, err, "bad.pkl: a Python pickle")
	_, err = Load(t.Context(), dir+"z_two.npz", Train)
	wantError(t, err, "z_two.npz: 2 arrays")
	_, err = Load(t.Context(), "no.npz:z", Train)
	wantError(t, err, "no.npz:z: no such file")
}

func TestLoadRowsRefuses(t *testing.T) {
	bad := matrix.New(20, 3)
	bad.Data[13*3+1] = float32(math.NaN())
	badPath, good := written(t, bad), matrixFile(t, 9)
	load := func(path, labels string, split Split) error {
		s, err := loadLabelled(t.Context(), path, labels, split)
		if s != nil {
			t.Errorf("%s: a source %v besides the error", path, s)
		}
		return err
	}
	// A row has its number in the file, in whatever split.
	wantError(t, load(badPath, "", Train), badPath, "row 13", "NaN in column 1")
	wantError(t, load(badPath, "", Test), badPath, "row 13", "NaN in column 1")
	wantError(t, load(good, "", Test), good, "9 rows", "held out")
	wantError(t, load(good, "", "all"), `"all"`)
	wantError(t, load("shapes", "", "all"), `"all"`)
	wantError(t, load(labelFile(t, 1, 2), "", Train), "y.npy", "int64 of shape (2,), want two dimensions")
	wantError(t, load(filepath.Join(t.TempDir(), "no.npy"), "", Train), "no.npy", "no such file")

	wantError(t, load(good, labelFile(t, 1, 2), Train), good, "9 rows", "2 labels")
	wantError(t, load(good, good, Train), good, "want integers in one dimension")
	wantError(t, load(good, labelFile(t, 0, 0, 0, 0, 0, 0, 0, 0, -4), Test), "y.npy", "row 8: label -4")
}
