package loss

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/blas/blas32"
)

// A TauAnalysis says how the temperature Tau spreads the gradient of
// [Contrastive] over an anchor's negatives, by its relative penalties r
// (see [Penalties]). The numbers are means over the anchors.
type TauAnalysis struct {
	Tau                float64 `json:"tau"`
	Entropy            float64 `json:"entropy"`             // H = -Σ r log r, in nats
	EffectiveNegatives float64 `json:"effective_negatives"` // exp(H): the mean of it, not of H
	HardestShare       float64 `json:"hardest_share"`       // Σ r over the ceil(N/100) most similar of N negatives
	// SameClassShare is Σ r over the negatives of the anchor's own class, false
	// negatives all of them; nil without labels.
	SameClassShare *float64 `json:"same_class_share,omitempty"`
}

// Analyze returns the analysis at each temperature of taus. Every row of z, n×d,
// is an anchor with all other rows its negatives; rows are normalised. labels are
// the rows' classes, any numbers, or nil. It is exact over all pairs, and beside z
// holds its size once more and the similarities of up to 64 anchors for each thread.
// Errors name the row that cannot be normalised, fewer than two rows, a number of
// labels other than n, no temperature or one outside [1e-4, 1e4].
func (w *Workspace) Analyze(ctx context.Context, z blas32.General, labels []int, taus []float64) ([]TauAnalysis, error) {
	if len(taus) == 0 {
		return nil, fmt.Errorf("loss: analysis at no temperature")
	}
	for _, tau := range taus {
		if err := checkTau(tau); err != nil {
			return nil, err
		}
	}
	a := analysis{units: &w.metrics, threads: max(1, w.Threads), taus: taus}
	if err := a.units.reset(ctx, a.threads, "z", z); err != nil {
		return nil, err
	}
	if z.Rows < 2 {
		return nil, fmt.Errorf("loss: analysis of %d row, needs at least 2", z.Rows)
	}
	if labels != nil && len(labels) != z.Rows {
		return nil, fmt.Errorf("loss: analysis of %d rows with %d labels", z.Rows, len(labels))
	}
	a.classify(labels)
	if err := a.run(ctx); err != nil {
		return nil, err
	}
	return a.means(labels != nil), nil
}
