package main

import (
	"os"
	"path/filepath"
	"testing"
)

// One matrix and its labels give one output, whatever they are held in.
func TestEveryFormatIsTheSameMatrix(t *testing.T) {
	const dir = "../../nn/format/arrayfile/testdata/"
	for _, command := range []string{"eval", "analyze"} {
		want, _ := succeed(t, command, "--embeddings", dir+"want_z.npy", "--labels", dir+"want_y.npy")
		for _, c := range []struct{ z, y string }{
			{"z_f2be.npy", "y_f2.npy"}, {"z_fortran.npy", "y_column.npy"}, {"z_numpy2.npy", "y_u8be.npy"},
			{"z_two.npz:z", "z_two.npz:y"}, {"z_many.safetensors:z", "z_many.safetensors:y"}, {"z.fvecs", "y_f8be.npy"},
		} {
			if got, _ := succeed(t, command, "--embeddings", dir+c.z, "--labels", dir+c.y); got != want {
				t.Errorf("%s of %s: %s, want %s", command, c.z, got, want)
			}
		}
	}
	lossOf := func(z, labels string) any {
		out, _ := succeed(t, "loss", "--loss", "supcon", "--tau", "0.5", "--z0", dir+z, "--labels", dir+labels, "--skip-lonely", "--json")
		return object(t, out)["loss"]
	}
	if got, want := lossOf("z_one.npz", "bool.npy"), lossOf("want_z.npy", "want_bool.npy"); got != want {
		t.Errorf("loss: %v, want %v", got, want)
	}
	fail(t, exitError, "bfloat16, which .npy cannot say", "eval", "--embeddings", dir+"bad_bf16.npy")
}

// A gradient does not replace the file that one of several arrays was read from.
func TestOutputIsNoArchiveThatIsRead(t *testing.T) {
	b, err := os.ReadFile("../../nn/format/arrayfile/testdata/z_two.npz")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "z.npz")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	fail(t, exitError, "named twice", "loss", "--tau", "1", "--z0", path+":z", "--z1", path+":z", "--grad0", path)
	if after, err := os.ReadFile(path); err != nil || string(after) != string(b) {
		t.Errorf("the archive has changed, %v", err)
	}
}
