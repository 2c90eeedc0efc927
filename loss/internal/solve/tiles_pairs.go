package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// Of a rule of pairs the weight of a pair is σ(x), whatever else there is: one pass
// over the tiles does everything. Where both rows of a pair are anchors it counts
// twice, which is left to the common factor.

// twice tells whether that is so.
func (p *tiles) twice() bool { return p.way == byPairs && p.b.anchors() && !p.limited }

// softplus are the sums over its rows from lo up to hi.
func (s *side) softplus(lo, hi int) tile.Softplus {
	return tile.Softplus{Products: s.softs.Products[lo:hi], Excess: s.softs.Excess[lo:hi]}
}

// decide returns the weights of a tile, and adds the losses of its pairs to their
// anchors'.
func (p *tiles) decide(w *tileWorker, t *crossing) blas32.General {
	a, b := t.m.a, t.m.b
	s := p.similar(w, t, w.own)
	t.want(!t.diagonal, rowChannel, rowChannel+1)
	if !t.hold() {
		return s
	}
	defer t.release()
	rows, cols := a.softplus(t.lo, t.hi), tile.Softplus{}
	if t.back {
		cols = b.softplus(t.from, t.to)
	}
	if !p.limited {
		p.logistic(w, t, s, rows, cols, t.back)
		if p.twice() && t.m.extra {
			half(s)
		}
	} else {
		byRow, byCol := p.split(w, t, s, nil, nil)
		p.logistic(w, t, byRow, rows, tile.Softplus{}, false)
		if t.back {
			p.logistic(w, t, byCol, tile.Softplus{}, cols, false)
		} else if t.diagonal {
			tile.Logistic(byCol, byCol, p.scales[0], p.bias, tile.Softplus{}, tile.Softplus{}, nil)
		}
		if s = byRow; b.anchors() {
			addTile(s, byCol)
		}
	}
	fold(a.softs.Products[t.lo:t.hi], a.logs[t.lo:t.hi])
	if t.back {
		fold(b.softs.Products[t.from:t.to], b.logs[t.from:t.to])
	}
	return s
}

// logistic replaces the similarities s of a tile by their weights and adds to the sums.
// What both directions have counts twice for the bias.
func (p *tiles) logistic(w *tileWorker, t *crossing, s blas32.General, rows, cols tile.Softplus, both bool) {
	clear(w.sigma)
	tile.Logistic(s, s, p.scales[0], p.bias, rows, cols, w.sigma[:s.Rows])
	for r, sum := range w.sigma[:s.Rows] {
		if both {
			sum *= 2
		}
		t.m.a.biases[t.lo+r] += sum
	}
}

// half halves a tile, which is exact.
func half(s blas32.General) {
	for r := range s.Rows {
		row := matrix.Row(s, r)
		kernels.Scale(0.5, row, row)
	}
}

// fold moves products that have grown large to their logarithms.
func fold(products, logs []float64) {
	for i, product := range products {
		if product > 1e200 {
			logs[i] += portable.Log1p(product)
			products[i] = 0
		}
	}
}

// pairsOf is the share of anchor i.
func (p *tiles) pairsOf(s *side, i int) Share {
	x := float64(float64(s.similarities[i])*float64(p.scales[0])) + float64(p.bias)
	loss, share := NegativeShare(1, x)
	s.biases[i] -= share
	loss += s.logs[i] + portable.Log1p(s.softs.Products[i]) + s.softs.Excess[i]
	return Share{Loss: loss, Pull: share}
}
