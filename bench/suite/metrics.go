package suite

import (
	"context"

	"github.com/abc86604/temper/loss/analysis"
	"github.com/abc86604/temper/nn/eval"
)

// metrics returns the cases of what is read off embeddings over all of their
// pairs: uniformity, and the analysis of twenty temperatures.
func (d draw) metrics(threads int) []Case {
	var cases []Case
	for _, t := range atThreads(threads) {
		cases = append(cases, d.uniformity(4096, t), d.analysis(1536, t))
	}
	return cases
}

// uniformity is counted as the n²d operations of the similarities of all pairs.
func (d draw) uniformity(n, threads int) Case {
	return lossCase("uniformity", threads, shape(n, width), float64(n)*float64(n)*width, func() func() error {
		z := d.matrix(n, width, 1)
		return func() error {
			_, err := eval.Uniformity(context.Background(), threads, z, 2)
			return err
		}
	})
}

// analysis counts the exponentials of each anchor's negatives at each temperature,
// and as operations those, the two sums that they enter, and the similarities.
func (d draw) analysis(n, threads int) Case {
	taus := make([]float64, 20)
	for i := range taus {
		taus[i] = 0.05 * float64(i+1)
	}
	pairs := float64(n) * float64(n-1)
	exponentials := pairs * float64(len(taus))
	c := lossCase("analyze", threads, shape(n, width, len(taus)), exponentials*(expFlops+3)+pairs*2*width, func() func() error {
		z := d.matrix(n, width, 1)
		return func() error {
			_, err := analysis.Analyze(context.Background(), threads, z, nil, taus)
			return err
		}
	})
	c.Unit, c.Elements = ElementsNs, exponentials
	return c
}
