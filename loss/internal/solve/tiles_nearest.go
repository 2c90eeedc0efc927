package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// hardest calls f for each pair of an anchor and a negative that is as hard as the
// anchor's hardest: first for the anchors of a tile's rows, then for those of its
// columns, when it is the turn of both.
func (p *tiles) hardest(w *tileWorker, t *crossing, f func(a, b *side, anchor, negative int)) {
	s := t.view(t.data)
	if !t.kept {
		s = p.similar(w, t, w.own)
	}
	a, b := t.m.a, t.m.b
	rows, cols := w.greatest(s)
	t.want(!t.diagonal, rowChannel, rowChannel+1)
	if !t.hold() {
		return
	}
	defer t.release()
	for r := range t.hi - t.lo {
		if m := a.maxima[t.lo+r]; rows[r] >= m && m != negInf {
			for c, v := range matrix.Row(s, r)[:t.to-t.from] {
				if v == m {
					f(a, b, t.lo+r, t.from+c)
				}
			}
		}
	}
	for c := range t.to - t.from {
		if m := b.maxima[t.from+c]; t.back && cols[c] >= m && m != negInf {
			for r := range t.hi - t.lo {
				if matrix.Row(s, r)[c] == m {
					f(b, a, t.from+c, t.lo+r)
				}
			}
		}
	}
}

// greatest are the largest elements of each row and each column of a tile.
func (w *tileWorker) greatest(s blas32.General) (rows, cols []float32) {
	w.row = matrix.Grow(w.row, max(len(w.row), s.Rows+s.Cols))
	rows, cols = w.row[:s.Rows], w.row[s.Rows:][:s.Cols]
	for i := range w.row {
		w.row[i] = negInf
	}
	tile.Max(s, rows, cols)
	return rows, cols
}

// countTies counts the negatives of a tile that are as hard as the hardest.
func (p *tiles) countTies(w *tileWorker, t *crossing) {
	p.hardest(w, t, func(a, _ *side, anchor, _ int) { a.ties[anchor]++ })
}

// pullNearest adds what the hardest negatives of a tile give and get to the gradients.
func (p *tiles) pullNearest(w *tileWorker, t *crossing) {
	p.hardest(w, t, func(a, b *side, anchor, negative int) {
		if weight := a.weights[0][anchor]; weight != 0 {
			kernels.Axpy(weight, matrix.Row(b.rows, negative), a.gradient.row(anchor))
			kernels.Axpy(weight, matrix.Row(a.rows, anchor), b.gradient.row(negative))
		}
	})
}

// nearestOf is the share of anchor i, of which each negative that ties gets a part.
func (p *tiles) nearestOf(r Nearest, s *side, i int) Share {
	loss := r.Hinge() + (float64(s.maxima[i]) - float64(s.similarities[i]))
	if !(loss > 0) {
		return Share{}
	}
	return Share{Loss: loss, Shares: [2]float64{1}, Pull: 1}
}
