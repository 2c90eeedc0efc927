package loss

import "github.com/abc86604/temper/loss/internal/solve"

// Triplet is what τ times [Contrastive] becomes as τ falls to 0 (Wang & Liu 2021,
// eq. (6)), the triplet loss of the hardest negative with margin 0:
//
//	L_i = max(max_j s_ij - s_ip, 0)
//
// with the maximum over all negatives of anchor i. Negatives that tie for it share
// the gradient equally. As an objective it "can not learn any useful information".
type Triplet struct{}

var triplet = declare[Triplet](
	Member{Name: "triplet", Title: "Triplet", Help: "the hardest negative alone, the limit of a low temperature"},
)

func (Triplet) member() *Member { return triplet }

func (Triplet) rule() solve.Rule { return nearestRule{} }

// nearestRule is the rule of the hardest negative alone.
type nearestRule struct{}

func (nearestRule) Tau() float64 { return 0 }

func (nearestRule) Hinge() float64 { return 0 }
