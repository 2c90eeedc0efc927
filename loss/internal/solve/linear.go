package solve

import (
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// linear is the engine for rules that are linear functions of the similarities,
// from sums of rows: Σ_j s_ij = a_i · Σ_j c_j over anchor i's negatives j, and
// likewise for the gradients. That is m·d + n·d work instead of m·n·d.
type linear struct {
	sums []float64 // of rows, a column each
	part linearPart
}

func (l *linear) solve(s *Solver, directions []direction) error {
	for i := range directions {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		if d := &directions[i]; s.keep.OtherClass || d.extra.each > 0 {
			l.part.solve(s, d)
		} else {
			l.solveDirection(s, d)
		}
	}
	return nil
}

func (l *linear) solveDirection(s *Solver, d *direction) {
	lambda := s.rule.(Linear).Weight(d.negatives())
	l.sum(d.candidates)
	for i := range d.anchors.Rows {
		pair := matrix.Row(d.candidates, d.positive(i))
		d.losses[i] = l.pull(d, d.toAnchors.row(i), matrix.Row(d.anchors, i), pair, lambda)
	}
	if d.toPartners == nil {
		return
	}
	l.sum(d.anchors)
	for j := range d.candidates.Rows {
		pair := matrix.Row(d.anchors, d.positive(j))
		l.pull(d, d.toPartners.row(j), matrix.Row(d.candidates, j), pair, lambda)
	}
}

// sum sums the rows of x.
func (l *linear) sum(x blas32.General) {
	l.sums = filled(l.sums, x.Cols, 0)
	addRows(l.sums, x)
}

// addRows adds the rows of x to sums, in order and in float64. To take several rows at
// once is slower: a bank comes from memory, which is read ahead best along one row.
func addRows(sums []float64, x blas32.General) {
	for i := range x.Rows {
		addRow(sums, matrix.Row(x, i))
	}
}

func addRow(sums []float64, row []float32) {
	sums = sums[:len(row)] // no check for each element
	for k, v := range row {
		sums[k] += float64(v)
	}
}

// pull adds to grad the weighted gradient of x's own loss, and returns the loss:
// with N the sum of x's negatives, which is sums less x's pair and, where it is
// among them, x,
//
//	L = -x·pair + λ x·N    ∂L/∂x = -pair + λ N
//
// The same expression is the gradient that a candidate gets from all anchors.
func (l *linear) pull(d *direction, grad, x, pair []float32, lambda float64) float64 {
	var positive, negatives float64
	sums, pair, grad := l.sums[:len(x)], pair[:len(x)], grad[:len(x)]
	for k, v := range x {
		rest := sums[k] - float64(pair[k])
		if d.self {
			rest -= float64(v)
		}
		positive += float64(float64(v) * float64(pair[k]))
		negatives += float64(float64(v) * rest)
		g := float64(lambda*rest) - float64(pair[k])
		grad[k] = float32(float64(grad[k]) + float64(d.weight*g))
	}
	return float64(lambda*negatives) - positive
}
