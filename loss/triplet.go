package loss

import (
	"errors"

	"github.com/abc86604/temper/loss/internal/solve"
)

// Triplet is the triplet loss with a hinge h on cosines (Schroff et al. 2015), of the
// hardest negative
//
//	L_i = max(0, h + max_j s_ij - s_ip)
//
// or, with Mean, of all of them: the mean of max(0, h + s_ij - s_ip) over the negatives.
// Negatives that tie for the hardest share its gradient equally. With h = 0 the first is
// what τ times [Contrastive] becomes as τ falls to 0 (Wang & Liu 2021, eq. (6)), which
// as an objective "can not learn any useful information".
//
// The hinge is what a positive must be ahead by. The margin of a [Selection] is another
// thing: it drops negatives. Without a hinge nothing is left to learn from those that it
// keeps, and it is refused.
type Triplet struct {
	Hinge float64 // h, at least 0
	Mean  bool    // over all negatives instead of the hardest
}

var triplet = declare(
	Member{Name: "triplet", Title: "Triplet", Help: "the hardest negative alone, which the positive must be ahead of by hinge"},
	parameter[Triplet]{nonNegative("hinge", "what a positive must be ahead of negatives by", 0), func(l *Triplet) any { return &l.Hinge }},
	parameter[Triplet]{Field{Name: "mean", Help: "take the mean over all negatives instead of the hardest", Default: false},
		func(l *Triplet) any { return &l.Mean }},
)

func (Triplet) member() *Member { return triplet }

func (l Triplet) rule() solve.Rule {
	if l.Mean {
		return hingeRule{l}
	}
	return nearestRule{l}
}

// checkSelection refuses a margin where it cannot matter.
func (l Triplet) checkSelection(s Selection) error {
	if s.Drop.set && l.Hinge == 0 {
		return errors.New("triplet with hinge = 0 takes no margin, which drops the hardest negatives; how far the positive must be ahead is hinge")
	}
	return nil
}

// nearestRule is the rule of the hardest negative alone.
type nearestRule struct{ l Triplet }

func (nearestRule) Tau() float64 { return 0 }

func (r nearestRule) Hinge() float64 { return r.l.Hinge }

// hingeRule is the rule of all negatives.
type hingeRule struct{ l Triplet }

func (hingeRule) Tau() float64 { return 0 }

// Weigh gives the same weight to all negatives that are not behind by the hinge.
func (r hingeRule) Weigh(a *solve.Anchor) solve.Weighed {
	least := float64(a.Positives[0]) - r.l.Hinge
	var sum, active float64
	for j, s := range a.Row {
		a.Row[j] = 0
		if gap := float64(s) - least; gap > 0 {
			a.Row[j] = 1
			sum += gap
			active++
		}
	}
	a.Pulls[0] = -active
	n := float64(a.Kept)
	return solve.Weighed{Loss: sum / n, Factor: 1 / n}
}
