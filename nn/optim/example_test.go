package optim_test

import (
	"fmt"
	"log"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/optim"
)

// Look for the minimum of (w - 3)², whose gradient is 2(w - 3).
func Example() {
	w := &nn.Param{Name: "w", Shape: []int{1}, Value: []float32{0}, Grad: []float32{0}}
	o, err := optim.New([]*nn.Param{w}, optim.Settings{Optimiser: "adamw", Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8})
	if err != nil {
		log.Fatal(err)
	}
	for range 200 {
		w.Grad[0] = 2 * (w.Value[0] - 3)
		o.Step(1, 0.1)
	}
	fmt.Printf("%.3f\n", w.Value[0])
	// Output: 3.000
}

// Follow weights by their exponential moving average.
func ExampleAverage() {
	weights := []*nn.Param{{Name: "w", Value: []float32{1}}}
	average := []*nn.Param{{Name: "w", Value: []float32{0}}}
	for range 3 {
		optim.Average(1, average, weights, 0.5)
	}
	fmt.Println(average[0].Value[0])
	// Output: 0.875
}
