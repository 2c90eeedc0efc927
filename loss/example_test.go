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
	res, err := loss.Compute(loss.Contrastive{Tau: 0.5}, loss.InBatch(z0, z1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("loss %.4f over %d negatives\n", res.Loss, res.Negatives)
	fmt.Printf("gradient of the first row %.4f\n", res.Grads[0].Data[:2])
	// Output:
	// loss 0.5438 over 4 negatives
	// gradient of the first row [0.0000 0.0406]
}

// A loss over the two hardest negatives, but for those that are far more similar than
// the positive and so are probably false ones.
func ExampleOver() {
	z := blas32.General{Rows: 1, Cols: 2, Stride: 2, Data: []float32{1, 0}}
	bank := blas32.General{Rows: 5, Cols: 2, Stride: 2, Data: []float32{0.6, 0.8, 1, 0, 0.8, 0.6, -1, 0, 0, 1}}
	all := loss.Simple{}
	for _, l := range []loss.Loss{
		all,
		loss.Over(all, loss.Selection{K: 2}),
		loss.Over(all, loss.Selection{K: 2, Drop: loss.Above(0.3)}),
	} {
		res, err := loss.Compute(l, loss.Bank(z, bank, []int{0}))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.4f\n", loss.Name(l), res.Loss)
	}
	// Output:
	// simple: -0.4000
	// hardsimple: 0.3000
	// hardsimple: -0.2000
}

// A training loop against a memory bank: the workspace keeps the buffers.
func ExampleWorkspace() {
	z := blas32.General{Rows: 1, Cols: 2, Stride: 2, Data: []float32{1, 0}}
	bank := blas32.General{Rows: 4, Cols: 2, Stride: 2, Data: []float32{0.6, 0.8, 0.8, 0.6, -1, 0, 0, 1}}
	problem := loss.Bank(z, bank, []int{0})
	problem.Unit = true
	ws := loss.Workspace{Threads: 2}
	for _, k := range []int{3, 1} {
		l := loss.Over(loss.Contrastive{Tau: 0.5}, loss.Selection{K: k})
		res, err := ws.Compute(context.Background(), l, problem)
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

// A loss is written down with all of its parameters and read back.
func ExampleMarshal() {
	text, err := loss.Marshal(loss.Over(loss.DCL{Tau: 0.1}, loss.Selection{Drop: loss.Above(0.2)}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	l, err := loss.Unmarshal(text)
	fmt.Println(loss.Name(l), loss.Get(l, "tau"), loss.Get(l, "margin"), err)
	// Output:
	// {"alpha":0,"margin":0.2,"name":"dcl","other_class":false,"tau":0.1,"topk":0}
	// dcl 0.1 0.2 <nil>
}
