package matrix_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
)

func Example() {
	x := matrix.Of([]float32{3, 4, 0, -2}, 2, 2)
	norms := make([]float32, x.Rows)
	if err := matrix.Unit(x, x, norms); err != nil {
		fmt.Println(err)
	}
	fmt.Println(norms, matrix.Row(x, 1))
	fmt.Println(matrix.Unit(x, matrix.New(2, 2), norms))
	// Output:
	// [5 2] [0 -1]
	// row 0: all zeros, which has no direction
}
