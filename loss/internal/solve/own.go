package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/tile"
	"gonum.org/v1/gonum/blas/blas32"
)

// ownExtra are extra negatives beside the tiles: of each anchor a row of similarities
// to them, which is treated as a tile of one row.
type ownExtra struct {
	extra
	plan    *plan
	anchors blas32.General
	sims    blas32.General // -Inf behind the extra negatives
	weights blas32.General // exponentials, then weights
	zeros   []float32
}

// reset takes the similarities of a direction's anchors to the extra negatives that it
// has.
func (o *ownExtra) reset(threads int, p *plan, d *direction) {
	o.extra, o.plan, o.anchors = d.extra, p, d.anchors
	if o.each == 0 {
		return
	}
	n := d.anchors.Rows
	width := (o.each + rowSpan - 1) / rowSpan * rowSpan
	o.sims, o.weights = matrix.Resize(o.sims, n, width), matrix.Resize(o.weights, n, width)
	o.zeros = filled(o.zeros, tile.EdgeLimit, 0)
	for i := range n {
		row := matrix.Row(o.sims, i)
		for k := o.each; k < width; k++ {
			row[k] = negInf
		}
	}
	d.extra.compare(threads, 0, d.anchors, matrix.Columns(o.sims, 0, o.each))
}

// row are the similarities of an anchor.
func (o *ownExtra) row(i int) []float32 { return matrix.Row(o.sims, i)[:o.each] }

// eachTile calls f for tiles of one row that make up the row of anchor i.
func (o *ownExtra) eachTile(i int, f func(s, w blas32.General)) {
	for from := 0; from < o.sims.Cols; from += tile.EdgeLimit {
		to := min(from+tile.EdgeLimit, o.sims.Cols)
		f(matrix.Rows(matrix.Columns(o.sims, from, to), i, i+1), matrix.Rows(matrix.Columns(o.weights, from, to), i, i+1))
	}
}

// limit takes what is not within limits out of the row of anchor i, and counts what is.
func (o *ownExtra) limit(i int, least, below float32) (kept int) {
	row := o.row(i)
	for k, v := range row {
		if v < least {
			row[k] = negInf
		}
	}
	return within(row, below)
}

// sum adds the exponentials of the row of anchor i to sums of one element each.
func (o *ownExtra) sum(i int, shift float32, sums [2][]float64) {
	o.eachTile(i, func(s, w blas32.General) {
		if o.plan.two() {
			tile.ExpPair(s, shift, o.plan.scales, sums, [2][]float64{})
			return
		}
		tile.Exp(w, s, shift, o.plan.scales[0], sums[0], nil)
	})
}

// weigh makes weights of the exponentials of anchor i, given those of its sums.
func (o *ownExtra) weigh(i int, shift float32, weights [2][]float32) {
	o.eachTile(i, func(s, w blas32.General) {
		if o.plan.two() {
			none := [2][]float32{o.zeros[:s.Cols], o.zeros[:s.Cols]}
			tile.WeightPair(w, s, shift, o.plan.scales, weights, none)
			return
		}
		kernels.Scale(weights[0][0], matrix.Row(w, 0), matrix.Row(w, 0))
	})
}

// decide makes weights of the similarities of anchor i, by a rule of pairs, and adds
// to sums of one element each.
func (o *ownExtra) decide(i int, softs tile.Softplus, biases []float64) {
	o.eachTile(i, func(s, w blas32.General) {
		tile.Logistic(w, s, o.plan.scales[0], o.plan.bias, softs, tile.Softplus{}, biases)
	})
}

// scale multiplies the weights of anchor i.
func (o *ownExtra) scale(i int, by float32) {
	row := matrix.Row(o.weights, i)
	kernels.Scale(by, row, row)
}

// equals counts the negatives of anchor i that are as similar as v.
func (o *ownExtra) equals(i int, v float32) (n int) {
	for _, s := range o.row(i) {
		if s == v {
			n++
		}
	}
	return n
}

// choose gives those negatives of anchor i that are as similar as v a weight, and the
// others none.
func (o *ownExtra) choose(i int, v, weight float32) {
	for k, s := range o.row(i) {
		w := &matrix.Row(o.weights, i)[k]
		if *w = 0; s == v {
			*w = weight
		}
	}
}

// addTo adds what anchor i gets from its extra negatives to its gradient.
func (o *ownExtra) addTo(i int, grad []float32) {
	if o.each == 0 {
		return
	}
	_, own := o.of(i)
	for k, w := range matrix.Row(o.weights, i)[:o.each] {
		kernels.Axpy(w, matrix.Row(own, k), grad)
	}
}

// gradientOf sums what the extra negatives of an owner get from its anchors, times a
// factor.
func (o *ownExtra) gradientOf(owner int, factor float32) {
	for k := range o.each {
		grad := o.gradient.row(owner*o.each + k)
		for i := owner; i < o.anchors.Rows; i += o.owners {
			kernels.Axpy(matrix.Row(o.weights, i)[k], matrix.Row(o.anchors, i), grad)
		}
		kernels.Scale(factor, grad, grad)
	}
}
