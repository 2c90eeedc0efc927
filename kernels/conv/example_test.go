package conv_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/conv"
)

// A 3×3 kernel of ones over an image of ones counts the pixels under it.
func Example() {
	p := conv.NewPlan(conv.Shape{Kernel: 3, Stride: 1, In: 1, Out: 1, Height: 3, Width: 3, Pixels: true})
	p.Reserve(false)
	for part := range p.PackTasks() {
		p.Pack(part, []float32{1, 1, 1, 1, 1, 1, 1, 1, 1})
	}
	x, y := p.Input(1), p.Output(1)
	x.Data, y.Data = make([]float32, x.Size()), make([]float32, y.Size())
	for row := range 3 {
		for column := range 3 {
			x.Data[x.At(0, 0, row, column)] = 1
		}
	}
	p.Forward(new(conv.Scratch), x, y, 0, conv.Block)
	for row := range 3 {
		fmt.Println(y.Data[y.At(0, 0, row, 0)], y.Data[y.At(0, 0, row, 1)], y.Data[y.At(0, 0, row, 2)])
	}
	// Output:
	// 4 6 4
	// 6 9 6
	// 4 6 4
}
