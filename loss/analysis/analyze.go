package analysis

import (
	"context"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Spread says how the temperature Tau spreads the gradient of the contrastive loss
// over an anchor's negatives, by its relative penalties r (see [Penalties]). The
// numbers are means over the anchors.
type Spread struct {
	Tau                float64 `json:"tau"`
	Entropy            float64 `json:"entropy"`             // H = -Σ r log r, in nats
	EffectiveNegatives float64 `json:"effective_negatives"` // exp(H): the mean of it, not of H
	HardestShare       float64 `json:"hardest_share"`       // Σ r over the ceil(N/100) most similar of N negatives
	// SameClassShare is Σ r over the negatives of the anchor's own class, false
	// negatives all of them; nil without labels.
	SameClassShare *float64 `json:"same_class_share,omitempty"`
}

// Analyze returns the spread at each temperature of taus. Every row of z, n×d, is an
// anchor with all other rows its negatives; rows are normalised. labels are the rows'
// classes, any numbers, or nil. threads (0 or 1: none but the caller's) changes no
// bit. It is exact over all pairs, and beside z holds its size once more and the
// similarities of up to 64 anchors for each thread. A cancelled ctx ends the work
// with its error. Other errors name the row that cannot be normalised, fewer than two
// rows, a number of labels other than n, no temperature or one outside [loss.MinTau, loss.MaxTau].
func Analyze(ctx context.Context, threads int, z blas32.General, labels []int, taus []float64) ([]Spread, error) {
	if err := check(z, labels, taus); err != nil {
		return nil, err
	}
	s := survey{threads: max(1, threads), taus: taus, labels: labels}
	if err := s.units.Reset(ctx, s.threads, z); err != nil {
		var row *matrix.RowError
		if errors.As(err, &row) {
			return nil, row // without the name that package loss gives z
		}
		return nil, err
	}
	s.classify()
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s.means(), nil
}

// check returns an error unless the arguments of Analyze fit each other.
func check(z blas32.General, labels []int, taus []float64) error {
	if len(taus) == 0 {
		return errors.New("no temperature given")
	}
	for _, tau := range taus {
		if !(tau >= loss.MinTau && tau <= loss.MaxTau) {
			return fmt.Errorf("temperature tau = %v, must lie in [%v, %v]", tau, loss.MinTau, loss.MaxTau)
		}
	}
	if err := matrix.Check(z); err != nil {
		return err
	}
	if z.Rows < 2 {
		return fmt.Errorf("%d row, want at least 2", z.Rows)
	}
	if labels != nil && len(labels) != z.Rows {
		return fmt.Errorf("%d rows with %d labels", z.Rows, len(labels))
	}
	return nil
}
