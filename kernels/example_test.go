package kernels_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
)

// The weights with which four negatives share an anchor's gradient, at a low
// and at a high temperature.
func ExampleSoftmaxWeights() {
	similarities := []float32{0.9, 0.5, 0.1, -0.3}
	weights := make([]float32, len(similarities))
	for _, tau := range []float32{0.1, 1} {
		lse := kernels.SoftmaxWeights(weights, similarities, 1/tau)
		fmt.Printf("τ = %-3g  log-sum-exp %.3f  weights %.3f\n", tau, lse, weights)
	}
	// Output:
	// τ = 0.1  log-sum-exp 9.018  weights [0.982 0.018 0.000 0.000]
	// τ = 1    log-sum-exp 1.784  weights [0.413 0.277 0.186 0.124]
}

func ExampleBackends() {
	x := []float32{1, 2, 3}
	for _, b := range kernels.Backends()[:1] {
		fmt.Println(b.Name(), b.Dot(x, x))
	}
	// Output: generic 14
}
