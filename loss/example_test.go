package loss_test

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

// The loss of two views of three images, and its gradient.
func Example() {
	z0 := blas32.General{Rows: 3, Cols: 2, Stride: 2, Data: []float32{1, 0, 0, 2, -3, 1}}
	z1 := blas32.General{Rows: 3, Cols: 2, Stride: 2, Data: []float32{2, 1, 1, 3, -1, 0}}
	res, err := loss.InBatch(loss.Contrastive{Tau: 0.5}, z0, z1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("loss %.4f over %d negatives\n", res.Loss, res.Negatives)
	fmt.Printf("gradient of the first row %.4f\n", res.Grad0.Data[:2])
	// Output:
	// loss 0.5438 over 4 negatives
	// gradient of the first row [0.0000 0.0406]
}

// A training loop against a memory bank: the workspace keeps the buffers.
func ExampleWorkspace_Bank() {
	z := blas32.General{Rows: 1, Cols: 2, Stride: 2, Data: []float32{1, 0}}
	bank := blas32.General{Rows: 4, Cols: 2, Stride: 2, Data: []float32{0.6, 0.8, 0.8, 0.6, -1, 0, 0, 1}}
	ws := loss.Workspace{Threads: 2, Normalized: true}
	for _, k := range []int{3, 1} {
		res, err := ws.Bank(context.Background(), loss.HardContrastive{Tau: 0.5, K: k}, z, bank, []int{0})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("the %d hardest of %d negatives: %.4f\n", k, res.Negatives, res.Loss)
	}
	// Output:
	// the 3 hardest of 3 negatives: 1.0416
	// the 1 hardest of 3 negatives: 0.9130
}
