package arrayfile

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/npy"
)

// fixture is the path of a file that testdata/make.py has made.
func fixture(name string) string { return filepath.Join("testdata", name) }

func checkMatrix(t *testing.T, path, want string) {
	t.Helper()
	w, err := npy.ReadFloat32(fixture("want_" + want + ".npy"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadFloat32(t.Context(), path)
	same := func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
	if err != nil || got.Rows != w.Rows || got.Cols != w.Cols || got.Stride != w.Cols || !slices.EqualFunc(got.Data, w.Data, same) {
		t.Errorf("%s: %v, %v, want %v", path, got, err, w)
	}
}

func checkInts(t *testing.T, path, want string) {
	t.Helper()
	w, err := npy.ReadInts(fixture("want_" + want + ".npy"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ReadInts(t.Context(), path); err != nil || !slices.Equal(got, w) {
		t.Errorf("%s: %v, %v, want %v", path, got, err, w)
	}
}

// What NumPy wrote is read to the bit, whatever it is held in.
func TestReadWhatNumPyWrote(t *testing.T) {
	for pattern, want := range map[string]string{"z_*.npy": "z", "y_*.npy": "y"} {
		paths, err := filepath.Glob(fixture(pattern))
		if err != nil || len(paths) < 9 {
			t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
		}
		for _, path := range paths {
			if want == "z" {
				checkMatrix(t, path, want)
			} else {
				checkInts(t, path, want)
			}
		}
	}
	for _, name := range []string{"z_one.npz", "z_one.npz:z", "z_two.npz:z", "z_f16.safetensors", "z_many.safetensors:z", "z.fvecs"} {
		checkMatrix(t, fixture(name), "z")
	}
	for name, want := range map[string]string{"half.npy": "half", "wide.npy": "wide", "upper.safetensors:t": "upper"} {
		checkMatrix(t, fixture(name), want)
	}
	for name, want := range map[string]string{"z_two.npz:y": "y", "z_many.safetensors:y": "y", "bool.npy": "bool"} {
		checkInts(t, fixture(name), want)
	}
}

// place copies a fixture under another name.
func place(t *testing.T, from, to string) string {
	t.Helper()
	b, err := os.ReadFile(fixture(from))
	if err != nil {
		t.Fatal(err)
	}
	return put(t, to, string(b))
}

func put(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Endings are of any case, and the beginning tells where they do not.
func TestFormatIsTold(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"z_f2.npy", "Z.NPY"}, {"z_f2.npy", "z"}, {"z_f2.npy", "z.npz"}, {"z_f2.npy", "z.csv"},
		{"z_one.npz", "z.NpZ"}, {"z_one.npz", "z.zip"}, {"z_one.npz", "z.npy"},
		{"z_f16.safetensors", "model.SafeTensors"}, {"z_f16.safetensors", "model.bin"},
		{"z.fvecs", "base.FVECS"}, {"z.fvecs", "a:b.fvecs"},
	} {
		checkMatrix(t, place(t, c.from, c.to), "z")
	}
	checkMatrix(t, place(t, "z_two.npz", "a:b")+":z", "z")
	if wide := put(t, "z.fvecs", "\x80\x02\x00\x00"+strings.Repeat("\x00\x00\x80\x3f", 640)); true { // as a pickle begins
		if m, err := ReadFloat32(t.Context(), wide); err != nil || m.Rows != 1 || m.Cols != 640 || m.Data[639] != 1 {
			t.Errorf("%d×%d, %v", m.Rows, m.Cols, err)
		}
	}
}

func TestNamed(t *testing.T) {
	existing := put(t, "data.bin", "")
	for path, want := range map[string]bool{
		"no.npy": true, "no/no.FVecs": true, "no.npz:z": true, "no.npz": true, existing: true, existing + ":x": true,
		"": false, ":": false, "shapes": false, "npy": false, "a:b": false, "no.png": false, filepath.Dir(existing): false,
	} {
		if Named(path) != want {
			t.Errorf("Named(%q) = %v", path, !want)
		}
	}
}

func TestVecs(t *testing.T) {
	bytesFile := put(t, "b.bvecs", "\x02\x00\x00\x00\x07\xff\x02\x00\x00\x00\x00\x08")
	if m, err := ReadFloat32(t.Context(), bytesFile); err != nil || m.Cols != 2 || !slices.Equal(m.Data, []float32{7, 255, 0, 8}) {
		t.Errorf("%v, %v", m, err)
	}
	integers := put(t, "i.ivecs", "\x01\x00\x00\x00\xfe\xff\xff\xff\x01\x00\x00\x00\x05\x00\x00\x00")
	if v, err := ReadInts(t.Context(), integers); err != nil || !slices.Equal(v, []int{-2, 5}) {
		t.Errorf("%v, %v", v, err)
	}
}

// A refusal is one line with the file, what it is and, where there is one, the cure.
func TestRefuses(t *testing.T) {
	long := strings.Repeat("x", 600)
	wants := map[string]string{ // by path
		fixture("bad_bf16.npy"):                "bfloat16, which .npy cannot say: save it as float32: z.astype(np.float32)",
		fixture("bad_objects.npy"):             "a pickle: save numbers",
		fixture("bad_complex.npy"):             "'<c8' is complex",
		fixture("bad_record.npy"):              "records, whose dtype has fields",
		fixture("bad_text.npy"):                "'<U3' is text",
		fixture("bad_overflow.npy"):            "row 1, column 1: float32 cannot hold -1e+300",
		fixture("bad.pkl"):                     "a Python pickle, which is not read",
		fixture("z_two.npz"):                   `2 arrays are in it: put a colon and the name of one behind the file's: "z", "y"`,
		fixture("z_two.npz:x"):                 `no array "x" is in it: there are "z", "y"`,
		fixture("z_two.npz:y"):                 `array "y": int64 of shape (5,), want two dimensions`,
		fixture("z_many.safetensors"):          `3 arrays are in it`,
		fixture("z_many.safetensors:f8"):       `tensor "f8": dtype "F8_E4M3": save it as F32: z.float()`,
		fixture("z_f2.npy:z"):                  `has no name, such as "z"`,
		fixture("z.fvecs:z"):                   `has no name, such as "z"`,
		fixture("missing.npz:z"):               "no such file",
		t.TempDir():                            "not a regular file",
		put(t, "a.parquet", "PAR1"+long):       "a Parquet file, which is not read: save its numbers: np.save(\"z.npy\", np.stack(pd.read_parquet",
		put(t, "b.npy", "PAR1"):                "Parquet",
		put(t, "a.h5", "\x89HDF\r\n\x1a\n"):    "an HDF5 file",
		put(t, "a.mat", "MATLAB 5.0 MAT-file"): "scipy.io.loadmat",
		put(t, "b.mat", "MATLAB 7.3 MAT-file"): "h5py.File",
		put(t, "a.npy.gz", "\x1f\x8b\x08"):     "packed by gzip: unpack it first, with gunzip",
		put(t, "a.csv", "1.5,2\n"):             `text, which is not read: save its numbers: np.save("z.npy", np.loadtxt(file, delimiter=","))`,
		put(t, "a", "größe 1 2\n"+long):        `np.loadtxt(file)`,
		put(t, "a.safetensors", "version https://git-lfs.github.com/spec/v1\n"): "fetch it with git lfs pull",
		put(t, "empty", ""):                                                  "the file is empty",
		put(t, "empty.npy", ""):                                              "cut short",
		put(t, "empty.npz", ""):                                              "not a .npz file",
		put(t, "empty.fvecs", ""):                                            "cut short",
		put(t, "noise", "\x00\x01\x02"+long):                                 "no format that is known: want .npy, .npz",
		put(t, "noise.npy", "\x00\x01\x02"+long):                             "not a .npy file",
		put(t, "cut.fvecs", "\x01\x00\x00\x00\x00\x00\x80"):                  "7 bytes are no whole rows of 1 numbers",
		put(t, "none.fvecs", "\x00\x00\x00\x00"):                             "row 0 claims 0 numbers",
		put(t, "minus.fvecs", "\xff\xff\xff\xff"):                            "row 0 claims -1 numbers",
		put(t, "uneven.bvecs", "\x01\x00\x00\x00\x07\x02\x00\x00\x00\x07"):   "row 1 has 2 numbers, row 0 has 1",
		put(t, "a.safetensors", "\x02\x00\x00\x00\x00\x00\x00\x00{}"):        "no array is in it",
		put(t, "b.safetensors", "PAR1"):                                      "too short",
		put(t, "old.pt", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20"):         "a PyTorch file, which is not read",
		zipped(t, "a.pt", entry{"archive/data.pkl", "\x80\x02", 0}):          "torch.load(file).float().numpy()",
		zipped(t, "a.zip", entry{"a.txt", "text", 0}):                        "a zip archive without a .npy",
		zipped(t, "twice.npz", entry{"z.npy", "", 0}, entry{"z.npy", "", 0}): `two arrays are called "z"`,
		zipped(t, "bad.npz", entry{"z.npy", "no array", 0}):                  `array "z": not a .npy file`,
		zipped(t, "method.npz", entry{"z.npy", "no array", 12}):              "packed by method 12: save it with np.savez",
		fakeSize(t, "bomb.npz", 1<<40):                                       "claim to become 1099511627776",
		fakeSize(t, "longer.npz", 1000):                                      "cut short",
	}
	for path, want := range wants {
		m, err := ReadFloat32(t.Context(), path)
		file, _, _ := strings.Cut(path, ":")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want …%s…", path, err, want)
		}
		if m.Data != nil {
			t.Errorf("%s: data came back beside the error", path)
		}
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"z_f2.npy", "z_one.npz", "z_two.npz:z", "z_f16.safetensors", "z.fvecs", "bad.pkl"} {
		if m, err := ReadFloat32(ctx, fixture(name)); err != context.Canceled || m.Data != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ReadInts(ctx, fixture(name)); err != context.Canceled {
			t.Errorf("%s: %v", name, err)
		}
	}
}
