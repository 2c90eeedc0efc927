package analysis_test

import (
	"context"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss/analysis"
)

// Four embeddings of which the first two are of one class: the lower the
// temperature, the more of the gradient pushes these two apart.
func ExampleAnalyze() {
	z := matrix.Of([]float32{1, 0, 0.8, 0.6, 0, 1, -1, 0}, 4, 2)
	spreads, err := analysis.Analyze(context.Background(), 1, z, []int{7, 7, 1, 2}, []float64{0.1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range spreads {
		fmt.Printf("τ = %v: %.2f of 3 negatives, hardest %.2f, own class %.2f\n", s.Tau, s.EffectiveNegatives, s.HardestShare, *s.SameClassShare)
	}
	// Output:
	// τ = 0.1: 1.12 of 3 negatives, hardest 0.97, own class 0.47
	// τ = 1: 2.64 of 3 negatives, hardest 0.54, own class 0.28
}

// How the temperature spreads the gradient over three negatives.
func ExamplePenalties() {
	s := []float32{0.9, 0.5, -0.2}
	r := make([]float64, len(s))
	for _, tau := range []float64{0.1, 1} {
		if err := analysis.Penalties(r, s, tau); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("τ = %v: %.3f, entropy %.3f\n", tau, r, analysis.Entropy(r))
	}
	// Output:
	// τ = 0.1: [0.982 0.018 0.000], entropy 0.090
	// τ = 1: [0.499 0.335 0.166], entropy 1.011
}

// By how much similarities differ is the scale of a temperature.
func ExampleDeviation() {
	z := matrix.Of([]float32{1, 0, 0.8, 0.6, 0, 1, -1, 0}, 4, 2)
	deviation, err := analysis.Deviation(1, z)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", deviation)
	// Output:
	// 0.573
}
