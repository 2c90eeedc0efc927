package portable_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/portable"
)

func Example() {
	// The stream of view 1 of image 42 in epoch 3, under seed 7.
	r := portable.NewRand(7, 3, 42, 1)
	fmt.Printf("%.6f %d\n", r.Normal(), r.IntN(10))
	fmt.Printf("%x\n", portable.Log1p(1e-9))
	// Output:
	// -0.021023 5
	// 0x1.12e0be801f1d9p-30
}
