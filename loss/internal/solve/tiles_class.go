package solve

import (
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// sortClasses sorts the rows of each block by their classes, so that those which two
// blocks share are found by going through both once.
func (s *side) sortClasses(p *tiles) {
	if s == &p.sides[extraRows] {
		return // extra negatives have no class
	}
	s.order = matrix.Grow(s.order, s.rows.Rows)
	for i := range s.order {
		s.order[i] = int64(p.classes.ofRow(i))<<32 | int64(i)
	}
	for i := range s.blocks.Count() {
		lo, hi := s.blocks.Bounds(i)
		slices.Sort(s.order[lo:hi])
	}
}

// pairsOfClass are the pairs of a tile whose rows are of one class, by class, then
// row, then column.
type pairsOfClass struct {
	at         []int32 // places in the tile
	rows, cols []int32
	s, e       []float32 // similarities, and exponentials
}

// find finds the pairs of a tile in the form of s.
func (c *pairsOfClass) find(t *crossing, s blas32.General) {
	c.at, c.rows, c.cols = c.at[:0], c.rows[:0], c.cols[:0]
	a, b := t.m.a.order[t.lo:t.hi], t.m.b.order[t.from:t.to]
	for len(a) > 0 && len(b) > 0 {
		class, other := a[0]>>32, b[0]>>32
		switch {
		case class < other:
			a = a[1:]
		case class > other:
			b = b[1:]
		default:
			c.row(t, s, int32(a[0]), b)
			a = a[1:]
		}
	}
}

// row adds the pairs of a row, whose class the sorted rows b begin with.
func (c *pairsOfClass) row(t *crossing, s blas32.General, row int32, b []int64) {
	start := (int(row)-t.lo)*s.Stride - t.from
	class := b[0] >> 32
	for _, key := range b {
		if key>>32 != class {
			return
		}
		if col := int32(key); !t.diagonal || col != row {
			c.at, c.rows, c.cols = append(c.at, int32(start+int(col))), append(c.rows, row), append(c.cols, col)
		}
	}
}

// take moves the similarities of the pairs out of the tile.
func (c *pairsOfClass) take(t *crossing, s blas32.General) {
	c.find(t, s)
	c.s = matrix.Grow(c.s, len(c.at))
	for k, at := range c.at {
		c.s[k] = s.Data[at]
		s.Data[at] = negInf
	}
}

// restore puts them back.
func (c *pairsOfClass) restore(s blas32.General) {
	for k, at := range c.at {
		s.Data[at] = c.s[k]
	}
}

// exponentials makes c.e exp((s-1) scale).
func (c *pairsOfClass) exponentials(scale float32) {
	c.e = matrix.Grow(c.e, len(c.s))
	kernels.ExpSum(c.e, c.s, 1, scale)
}

// severalPositives are what anchors have of their positives.
type severalPositives struct {
	e     []float64 // E, see Sums
	below []float64
	pulls []float64 // what ((n e_ip - E) - R) is multiplied by
}

func (v *severalPositives) reset(n int) {
	v.e, v.below, v.pulls = filled(v.e, n, 0), filled(v.below, n, 0), filled(v.pulls, n, 0)
}

// putExponentials puts the exponentials of the pairs in the place of zeros.
func (c *pairsOfClass) putExponentials(e blas32.General) {
	for k, at := range c.at {
		e.Data[at] = c.e[k]
	}
}

// addTo adds the pairs of a tile to what their rows, or their columns, have of their
// positives.
func (c *pairsOfClass) addTo(v *severalPositives, scale float32, rows []int32) {
	for k, row := range rows {
		v.e[row] += float64(c.e[k])
		v.below[row] += float64((1 - float64(c.s[k])) * float64(scale))
	}
}

// of are the rows of the pairs, or their columns.
func (c *pairsOfClass) of(place int) []int32 {
	if place == ofRows {
		return c.rows
	}
	return c.cols
}

// weighClass sets the weights of the pairs of a tile.
func (p *tiles) weighClass(w *tileWorker, t *crossing, to blas32.General) {
	if !p.byClass || t.m.extra {
		return
	}
	c := &w.pairs
	for k, at := range c.at {
		e := float64(c.e[k])
		weight := p.pullOf(t.m.a, int(c.rows[k]), e)
		if t.diagonal || t.back {
			weight += p.pullOf(t.m.b, int(c.cols[k]), e)
		}
		to.Data[at] = float32(weight)
	}
}

// findClass finds the exponentials of a tile's pairs for their weights: in the tile,
// where it has been kept with exponentials, or from the similarities, which it takes out
// of a tile that has been kept with those.
func (p *tiles) findClass(w *tileWorker, t *crossing, x blas32.General) {
	if !p.byClass || t.m.extra {
		return
	}
	c := &w.pairs
	switch {
	case t.kept && !p.limited:
		c.find(t, x)
		c.e = matrix.Grow(c.e, len(c.at))
		for k, at := range c.at {
			c.e[k] = x.Data[at]
		}
		return
	case t.kept:
		c.take(t, x)
	}
	c.exponentials(p.scales[0])
}

// pullOf is the weight that an anchor gives a positive with the exponential e, see
// Share: it keeps its digits when the positives win.
func (p *tiles) pullOf(s *side, anchor int, e float64) float64 {
	n := float64(p.positives(s, anchor))
	if n == 1 {
		return -s.pulls[anchor]
	}
	return float64((float64(n*e) - s.several.e[anchor] - s.sums[0][anchor]) * s.several.pulls[anchor])
}

// positives is the number of positives of an anchor of a Classed rule.
func (p *tiles) positives(s *side, anchor int) int {
	n := p.classes.size(anchor, s.d.candidates.Rows)
	if s.d.self {
		n--
	}
	return n
}
