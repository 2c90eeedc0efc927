package arrayfile_test

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/nn/format/arrayfile"
)

// Both the matrix and its labels lie in one file of np.savez.
func Example() {
	z, err := arrayfile.ReadFloat32(context.Background(), "testdata/z_two.npz:z")
	fmt.Println(z.Rows, z.Cols, err)
	labels, err := arrayfile.ReadInts(context.Background(), "testdata/z_two.npz:y")
	fmt.Println(len(labels), err)
	_, err = arrayfile.ReadFloat32(context.Background(), "testdata/bad.pkl")
	fmt.Println(err)
	// Output:
	// 5 3 <nil>
	// 5 <nil>
	// testdata/bad.pkl: a Python pickle, which is not read: save its numbers: np.save("z.npy", pickle.load(open(file, "rb")))
}
