package loss

import "github.com/abc86604/temper/kernels"

// Triplet is what τ times [Contrastive] becomes as τ falls to 0 (Wang & Liu 2021,
// eq. (6)), the triplet loss of the hardest negative with margin 0:
//
//	L_i = max(max_j s_ij - s_ip, 0)
//
// with the maximum over all negatives of anchor i. Negatives that tie for it share
// the gradient equally. As an objective it "can not learn any useful information".
type Triplet struct{}

func init() { register("triplet", func(Params) Loss { return Triplet{} }) }

func (l Triplet) rule() (rule, error) { return rule{weigh: nearest}, nil }

func (l Triplet) describe() (string, Params) { return "triplet", Params{} }

// nearest is the weighting of the hardest negative alone.
func nearest(_ *rule, a *anchorRow) weighed {
	hardest := kernels.Max(a.row)
	ties := 0.0
	for j, s := range a.row {
		a.row[j] = 0
		if s == hardest {
			a.row[j] = 1
			ties++
		}
	}
	a.pulls[0] = -ties
	loss := float64(hardest) - float64(a.positives[0])
	if loss <= 0 {
		return weighed{}
	}
	return weighed{loss: loss, factor: 1 / ties}
}
