package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
)

// takePositiveRows brings the anchors' positives to unit length and takes their
// similarities in the order of the tiles' sums.
func (s *Solver) takePositiveRows() error {
	p := &s.problem
	stored := &p.Candidates.Parts[0]
	u, anchors := &s.positiveRows, s.units[anchorRows].General
	u.reset(len(p.Index), stored.Cols)
	s.similarities = matrix.Grow(s.similarities, len(p.Index))
	for i, place := range p.Index {
		if err := u.take(p.Unit, i, stored.Name, place, matrix.Rows(stored.General, place, place+1)); err != nil {
			return err
		}
		anchor, positive := matrix.Rows(anchors, i, i+1), matrix.Rows(u.General, i, i+1)
		kernels.Gemm(1, blas.NoTrans, blas.Trans, 1, anchor, positive, 0, matrix.Of(s.similarities[i:i+1], 1, 1))
	}
	return nil
}

// takePositives completes a rule that depends on all positives of the batch. Of two
// directions the other has the same pairs.
func (s *Solver) takePositives() (err error) {
	tempered, changesTau := s.rule.(Tempered)
	weighted, weighs := s.rule.(Weighted)
	if !changesTau && !weighs {
		return nil
	}
	anchors, positives := s.units[anchorRows].General, s.positiveRows.General
	if p := &s.problem; !p.Frozen {
		positives = s.units[candidateRows].General
		if p.self() {
			positives = anchors
		}
		if p.Last > 0 {
			anchors = matrix.Rows(anchors, p.First, p.Last)
		}
	}
	s.positives = matrix.Grow(s.positives, anchors.Rows)
	for i := range s.positives {
		place := s.problem.positive(i, positives.Rows)
		s.positives[i] = float64(kernels.Dot(matrix.Row(anchors, i), matrix.Row(positives, place)))
	}
	if changesTau {
		if s.tau, err = tempered.TauOf(s.positives); err != nil {
			return err
		}
	}
	if weighs {
		weighted.WeighPositives(s.positives)
		s.weights = s.positives
	}
	return nil
}

// weightOf is the weight of an anchor's positive.
func (s *Solver) weightOf(anchor int) float64 {
	if s.weights == nil {
		return 1
	}
	return s.weights[anchor]
}

// difference sets gap to x - y.
func difference(gap, x, y []float32) {
	copy(gap, x)
	kernels.Axpy(-1, y, gap)
}

// distance is |x - y|², with gap for scratch: from the difference of unit rows, for
// 2 - 2 x·y loses all digits where they are close.
func distance(gap, x, y []float32) float64 {
	gap = gap[:len(x)]
	difference(gap, x, y)
	return float64(kernels.Dot(gap, gap))
}
