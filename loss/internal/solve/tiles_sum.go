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
func (p *tiles) sum(w *tileWorker, t *crossing) {
	if p.keepsExponentials() {
		p.sumExponentials(w, t)
	} else {
		p.sumSimilar(w, t)
	}
	t.want(t.back, rowChannel, rowChannel+1)
	for t.next() {
		side, lo, hi := t.rowsOf()
		side.addSums(&w.found[t.at], lo, hi)
		if p.limited {
			addTo(side.kept[lo:hi], w.found[t.at].kept)
		}
		if p.byClass && !t.m.extra {
			w.pairs.addTo(&side.several, p.scales[0], w.pairs.of(t.at))
		}
	}
}

// sumExponentials sums up a tile whose exponentials are kept.
func (p *tiles) sumExponentials(w *tileWorker, t *crossing) {
	e := p.similar(w, t, t.data)
	rows, cols := w.sumsOf(t)
	tile.Exp(e, e, 1, p.scales[0], rows[0], cols[0])
	if p.byClass && !t.m.extra {
		w.pairs.exponentials(p.scales[0])
		w.pairs.putExponentials(e)
	}
}

// sumSimilar sums up a tile whose similarities are kept.
func (p *tiles) sumSimilar(w *tileWorker, t *crossing) {
	a, b := t.m.a, t.m.b
	s := t.view(t.data)
	if known := t.kept && !t.m.extra && p.stored || t.kept && p.cold; !known {
		s = p.similar(w, t, t.data)
	}
	rows, cols := w.sumsOf(t)
	switch {
	case p.cold:
		tile.ExpShifted(s, a.maxima[t.lo:t.hi], t.cols(b.maxima, s), p.scales[0], rows[0], cols[0])
	case p.limited:
		p.sumLimited(w, t, s, rows, cols)
	default:
		tile.ExpPair(s, 1, p.scales, rows, cols)
	}
	if p.byClass && !t.m.extra {
		w.pairs.exponentials(p.scales[0])
		w.pairs.restore(s)
	}
}

// weigh turns a tile into weights and adds its products to the gradients.
func (p *tiles) weigh(w *tileWorker, t *crossing) {
	switch p.way {
	case byNearest:
		p.pullNearest(w, t)
	case byPairs:
		t.multiply(p.decide(w, t))
	default:
		t.multiply(p.weighted(w, t))
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
