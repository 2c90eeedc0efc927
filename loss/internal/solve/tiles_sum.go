package solve

import (
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// What is kept of a tile is its exponentials where one serves both directions, and
// its similarities elsewhere: at a low temperature, within limits, and for two sums.

// keepsExponentials tells which.
func (p *tiles) keepsExponentials() bool { return !p.cold && !p.limited && !p.two() }

// sum adds the exponentials of a tile to the sums of its anchors.
func (p *tiles) sum(w *tileWorker, t crossing) {
	a, b := t.m.a, t.m.b
	if p.keepsExponentials() {
		e, s := t.view(t.data), p.similar(w, &t, w.own)
		tile.Exp(e, s, 1, p.scales[0], a.sums[0][t.lo:t.hi], t.sumsOf(b, 0))
		p.sumClass(w, &t, e)
		return
	}
	s := t.view(t.data)
	if known := t.kept && !t.m.extra && p.stored || t.kept && p.cold; !known {
		s = p.similar(w, &t, t.data)
	}
	switch {
	case p.cold:
		tile.ExpShifted(s, a.maxima[t.lo:t.hi], t.cols(b.maxima, s), p.scales[0], a.sums[0][t.lo:t.hi], t.sumsOf(b, 0))
	case p.limited:
		p.sumLimited(w, &t, s)
	default:
		tile.ExpPair(s, 1, p.scales, a.sumsAt(t.lo, t.hi), t.pairOfSums(b))
	}
	if p.byClass {
		p.sumClass(w, &t, t.view(w.own))
		w.pairs.restore(s)
	}
}

// sumsOf are the sums of b's rows, nil if they are no anchors of this tile's.
func (t *crossing) sumsOf(b *side, k int) []float64 {
	if !t.back {
		return nil
	}
	return b.sums[k][t.from:t.to]
}

func (t *crossing) pairOfSums(b *side) (sums [2][]float64) {
	if t.back {
		sums = b.sumsAt(t.from, t.to)
	}
	return sums
}

// weigh turns a tile into weights and adds its products to the gradients.
func (p *tiles) weigh(w *tileWorker, t crossing) {
	switch p.way {
	case byNearest:
		p.pullNearest(w, &t)
	case byPairs:
		t.multiply(p.decide(w, &t))
	default:
		t.multiply(p.weighted(w, &t))
	}
}

// weighted returns the weights of a tile.
func (p *tiles) weighted(w *tileWorker, t *crossing) blas32.General {
	a, b := t.m.a, t.m.b
	to, x := t.view(w.own), t.view(t.data)
	rows, cols := a.weights[0][t.lo:t.hi], t.cols(b.weights[0], to)
	if !t.kept {
		p.similar(w, t, t.data)
	}
	p.findClass(w, t, x)
	switch {
	case p.cold:
		tile.WeightShifted(to, x, a.maxima[t.lo:t.hi], t.cols(b.maxima, to), p.scales[0], rows, cols)
	case p.limited:
		p.weighLimited(w, t, to, x)
	case p.two():
		tile.WeightPair(to, x, 1, p.scales, a.weightsAt(t.lo, t.hi), [2][]float32{cols, t.cols(b.weights[1], to)})
	default:
		if !t.kept {
			tile.Exp(x, x, 1, p.scales[0], nil, nil)
		}
		tile.Weight(to, x, rows, cols)
	}
	p.weighClass(w, t, to)
	return to
}
