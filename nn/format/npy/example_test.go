package npy_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas/blas32"
)

// A matrix goes to NumPy and back; a file that lost its last byte is refused.
func Example() {
	dir, err := os.MkdirTemp("", "npy")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "z.npy")

	z := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 2, 3, 4}}
	if err := npy.WriteFloat32(path, z); err != nil {
		log.Fatal(err)
	}
	back, err := npy.ReadFloat32(path)
	fmt.Println(back.Rows, back.Cols, back.Data, err)

	os.Truncate(path, 128+15)
	_, err = npy.ReadFloat32(path)
	fmt.Println(err != nil)
	// Output:
	// 2 2 [1 2 3 4] <nil>
	// true
}
