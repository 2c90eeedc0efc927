package solve

import (
	"github.com/abc86604/temper/kernels/tile"
)

// found is what a pass finds in a tile, for each of its rows or columns, until it is
// their turn to be given it.
type found struct {
	sums   [2][]float64
	kept   []float64 // negatives within the limits
	maxima []float32
}

// reset makes room for the rows of a block.
func (f *found) reset(edge int) {
	for k := range f.sums {
		f.sums[k] = filled(f.sums[k], edge, 0)
	}
	f.kept, f.maxima = filled(f.kept, edge, 0), filled(f.maxima, edge, negInf)
}

// sumsOf returns sums of zeros for so many rows, nil for none.
func (f *found) sumsOf(n int) (sums [2][]float64) {
	if n > 0 {
		for k := range sums {
			sums[k] = f.sums[k][:n]
			clear(sums[k])
		}
	}
	return sums
}

// keptOf returns numbers, all zero, for so many rows, nil for none.
func (f *found) keptOf(n int) []float64 {
	if n == 0 {
		return nil
	}
	clear(f.kept[:n])
	return f.kept[:n]
}

// maximaOf returns maxima of nothing for so many rows, nil for none.
func (f *found) maximaOf(n int) []float32 {
	if n == 0 {
		return nil
	}
	return filled(f.maxima, n, negInf)
}

// sumsOf returns sums of zeros for what of a tile has sums.
func (w *tileWorker) sumsOf(t *crossing) (rows, cols [2][]float64) {
	return w.found[ofRows].sumsOf(t.height()), w.found[ofCols].sumsOf(t.width())
}

// keptOf does the same for numbers.
func (w *tileWorker) keptOf(t *crossing) (rows, cols []float64) {
	return w.found[ofRows].keptOf(t.height()), w.found[ofCols].keptOf(t.width())
}

// height is the number of rows of a tile.
func (t *crossing) height() int { return t.hi - t.lo }

// width is the number of its columns that get something: none unless they are anchors
// that are not its rows.
func (t *crossing) width() int {
	if !t.back {
		return 0
	}
	return t.to - t.from
}

// rowsOf are the side whose turn it is and its rows in the tile.
func (t *crossing) rowsOf() (s *side, lo, hi int) {
	if t.at == ofRows {
		return t.m.a, t.lo, t.hi
	}
	return t.m.b, t.from, t.to
}

// addSums adds what has been found to the sums of rows.
func (s *side) addSums(f *found, lo, hi int) {
	for k := range s.sums {
		if s.sums[k] != nil {
			addTo(s.sums[k][lo:hi], f.sums[k])
		}
	}
}

func addTo(to, x []float64) {
	for i := range to {
		to[i] += x[i]
	}
}

// raise raises the maxima of rows.
func (s *side) raise(f *found, lo, hi int) {
	for i, m := range f.maxima[:hi-lo] {
		s.maxima[lo+i] = max(s.maxima[lo+i], m)
	}
}

// greatestOf raises the maxima of a tile's anchors.
func (p *tiles) greatestOf(w *tileWorker, t *crossing) {
	s := p.similar(w, t, t.data)
	// Those of candidates that are no anchors too: exponents are relative to something.
	width := t.to - t.from
	if t.diagonal || p.limited && !t.back {
		width = 0
	}
	rows, cols := w.found[ofRows].maximaOf(t.height()), w.found[ofCols].maximaOf(width)
	if p.limited {
		byRow, byCol := p.split(w, t, s, nil, nil)
		tile.Max(byRow, rows, nil)
		if width > 0 {
			tile.Max(byCol, nil, cols)
		}
	} else {
		tile.Max(s, rows, cols)
	}
	t.want(width > 0, rowChannel, rowChannel+1)
	for t.next() {
		side, lo, hi := t.rowsOf()
		side.raise(&w.found[t.at], lo, hi)
	}
}
