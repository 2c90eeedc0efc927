package loss

import "github.com/abc86604/temper/loss/internal/solve"

// Simple is the limit of [Contrastive] at high temperature (Wang & Liu 2021,
// eqs. (3) and (7)):
//
//	L_i = -s_ip + λ Σ_j s_ij
//
// with the sum over all negatives of anchor i. s are cosine similarities. It
// costs no more than a few passes over the rows: Σ_j s_ij = z_i · Σ_j z_j.
type Simple struct {
	Lambda float64 // weight λ of a negative; 0: 1/(number of negatives)
}

var simple = declare(
	Member{Name: "simple", Title: "Simple", Help: "all negatives alike, the limit of a high temperature"},
	parameter[Simple]{nonNegative("lambda", "weight of a negative, 0 for 1/(negatives kept)", 0),
		func(l *Simple) any { return &l.Lambda }},
)

func (Simple) member() *Member { return simple }

func (l Simple) rule() solve.Rule { return uniformRule(l) }

// uniformRule is the rule of the simple losses: every kept negative has the
// weight λ (Wang & Liu 2021, eq. (3)),
//
//	L_i = -s_ip + λ Σ_j s_ij,
//
// where λ = 1/(negatives kept) by default, which is the limit τ → ∞ of τ times
// the contrastive loss (eq. (7)).
type uniformRule Simple

func (uniformRule) Tau() float64 { return 0 }

// Weight is that of each of the kept negatives.
func (r uniformRule) Weight(kept int) float64 {
	if r.Lambda != 0 {
		return r.Lambda
	}
	return 1 / float64(kept)
}
