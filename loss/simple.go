package loss

import (
	"fmt"
	"math"
)

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

func init() {
	register("simple", func(p Params) Loss { return Simple{Lambda: p.Lambda} })
}

func (l Simple) rule() (rule, error) {
	if !(l.Lambda >= 0 && l.Lambda <= math.MaxFloat32) {
		return rule{}, fmt.Errorf("loss: lambda = %v, must be positive and finite, or 0 for 1/(negatives kept)", l.Lambda)
	}
	return rule{Params: Params{Lambda: l.Lambda}, weigh: uniform, uniform: true}, nil
}

func (l Simple) describe() (string, Params) { return "simple", Params{Lambda: l.Lambda} }

// uniform is the weighting of the simple losses: every kept negative has the
// weight λ (Wang & Liu 2021, eq. (3)),
//
//	L_i = -s_ip + λ Σ_j s_ij,
//
// where λ = 1/(negatives kept) by default, which is the limit τ → ∞ of τ times
// the contrastive loss (eq. (7)).
func uniform(r *rule, a *anchorRow) weighed {
	lambda := r.uniformWeight(a.kept)
	sum := a.flatten(float32(lambda))
	a.pulls[0] = -1
	return weighed{loss: float64(lambda*sum) - float64(a.positives[0]), factor: 1}
}

// flatten gives every negative the same weight and returns the sum of their
// similarities.
func (a *anchorRow) flatten(weight float32) (sum float64) {
	for j, s := range a.row {
		if s == negInf {
			a.row[j] = 0
			continue
		}
		sum += float64(s)
		a.row[j] = weight
	}
	return sum
}

// uniformWeight is the weight of each of the kept negatives.
func (r *rule) uniformWeight(kept int) float64 {
	if r.Lambda != 0 {
		return r.Lambda
	}
	return 1 / float64(kept)
}
