package loss

import "context"

// solveLinear solves p with the weight lambda on every negative, from sums of
// rows: Σ_j s_ij = a_i · Σ_j c_j over anchor i's negatives j, and likewise for
// the gradients. That is m·d + n·d work instead of m·n·d. sums is scratch of d.
func (p *problem) solveLinear(ctx context.Context, lambda float64, sums []float64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	clear(sums)
	addRows(sums, p.candidates)
	for i := range p.anchors.Rows {
		pair := row(p.candidates, p.positive(i))
		p.losses[i] = p.pull(row(p.toAnchors.grad, i), row(p.anchors, i), pair, sums, lambda)
	}
	if p.toPartners == nil {
		return nil
	}
	clear(sums)
	addRows(sums, p.anchors)
	for j := range p.candidates.Rows {
		pair := row(p.anchors, p.positive(j))
		p.pull(row(p.toPartners.grad, j), row(p.candidates, j), pair, sums, lambda)
	}
	return nil
}

// pull adds to grad the weighted gradient of x's own loss, and returns the loss:
// with N the sum of x's negatives, which is sums less x's pair and, where it is
// among them, x,
//
//	L = -x·pair + λ x·N    ∂L/∂x = -pair + λ N
//
// The same expression is the gradient that a candidate gets from all anchors.
func (p *problem) pull(grad, x, pair []float32, sums []float64, lambda float64) float64 {
	var positive, negatives float64
	for k, v := range x {
		rest := sums[k] - float64(pair[k])
		if p.self {
			rest -= float64(v)
		}
		positive += float64(float64(v) * float64(pair[k]))
		negatives += float64(float64(v) * rest)
		g := float64(lambda*rest) - float64(pair[k])
		grad[k] = float32(float64(grad[k]) + float64(p.weight*g))
	}
	return float64(lambda*negatives) - positive
}
