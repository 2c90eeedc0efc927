package arrayfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// foreign are formats that are not read, by how their files begin, with what turns them
// into a matrix of NumPy's.
var foreign = []struct{ magic, name, array string }{
	{"PAR1", "a Parquet file", `np.stack(pd.read_parquet(file)["embedding"])`},
	{"ARROW1", "an Arrow file", `np.stack(pd.read_feather(file)["embedding"])`},
	{"\x89HDF", "an HDF5 file", `h5py.File(file)["embeddings"]`},
	{"MATLAB 7.3", "a MATLAB file", `h5py.File(file)["z"][:].T`},
	{"MATLAB", "a MATLAB file", `scipy.io.loadmat(file)["z"]`},
	{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9", "a PyTorch file", torchArray},
	{"\x80\x02", "a Python pickle", pickleArray},
	{"\x80\x03", "a Python pickle", pickleArray},
	{"\x80\x04", "a Python pickle", pickleArray},
	{"\x80\x05", "a Python pickle", pickleArray},
}

const (
	torchArray  = "torch.load(file).float().numpy()"
	pickleArray = `pickle.load(open(file, "rb"))`
	commaArray  = `np.loadtxt(file, delimiter=",")`
	textArray   = `np.loadtxt(file)`
)

// packed are files that hold another, by how they begin.
var packed = []struct{ magic, name, tool string }{
	{"\x1f\x8b", "gzip", "gunzip"},
	{"\x28\xb5\x2f\xfd", "Zstandard", "unzstd"},
	{"BZh", "bzip2", "bunzip2"},
	{"\xfd7zXZ\x00", "xz", "unxz"},
}

var errTorch = save("a PyTorch file", torchArray)

// refuse returns an error for a file of a format that is known but not read.
func refuse(head []byte, ending string) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return save(f.name, f.array)
		}
	}
	for _, p := range packed {
		if bytes.HasPrefix(head, []byte(p.magic)) {
			return fmt.Errorf("packed by %s: unpack it first, with %s", p.name, p.tool)
		}
	}
	switch {
	case len(head) == 0 && endings[ending] == nil:
		return errors.New("the file is empty")
	case ending == ".csv":
		return save("text", commaArray)
	case ending == ".tsv", ending == ".txt", isText(head):
		return save("text", textArray)
	}
	return nil
}

// save is the error for a file that is something else, with the cure.
func save(name, array string) error {
	return fmt.Errorf("%s, which is not read: save its numbers: np.save(\"z.npy\", %s)", name, array)
}

// isText tells whether the beginning of a file has no control characters but white space.
func isText(head []byte) bool {
	return len(head) > 0 && !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r", r) })
}
