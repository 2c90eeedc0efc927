package solve

import (
	"math"

	"github.com/abc86604/temper/kernels/matrix"
)

// linearSums are sums of rows, of all and by class, each row with a weight.
type linearSums struct {
	all     []float64
	byClass []float64 // a row of sums for each class
	cols    int
}

func (l *linearSums) reset(cols, classes int) {
	l.all, l.byClass, l.cols = filled(l.all, cols, 0), filled(l.byClass, classes*cols, 0), cols
}

// of are the sums over a class.
func (l *linearSums) of(class int) []float64 { return l.byClass[class*l.cols:][:l.cols] }

// add adds a row to sums, times a weight.
func add(sums []float64, weight float64, row []float32) {
	if weight == 1 {
		addRow(sums, row)
		return
	}
	sums = sums[:len(row)]
	for k, v := range row {
		sums[k] += float64(weight * float64(v))
	}
}

// linearPart is what solves a problem of a Linear rule in which anchors differ in their
// negatives: by class, or by extra ones. With w_i the weight of anchor i's negatives and
// N_i the sum of their rows,
//
//	L_i = -a_i·a_p + w_i a_i·N_i    ∂L_i/∂a_i = -a_p + w_i N_i
//
// and a candidate gets Σ_i w_i a_i over the anchors whose negative it is.
type linearPart struct {
	*Solver
	d          *direction
	apart      bool
	asked      []bool     // classes that anchors or candidates with a gradient are of
	candidates linearSums // w = 1
	anchors    linearSums
	rest       []float64 // N_i, or what a candidate gets
	weights    []float64 // w_i
}

func (l *linearPart) solve(s *Solver, d *direction) {
	l.Solver, l.d, l.apart = s, d, s.keep.OtherClass
	classes := 0
	if l.apart {
		classes = s.classes.count()
		l.asked = filled(l.asked, classes, d.toPartners != nil)
		for i := range d.anchors.Rows {
			l.asked[l.classOf(d.positive(i))] = true
		}
	}
	cols := d.anchors.Cols
	l.candidates.reset(cols, classes)
	l.anchors.reset(cols, classes)
	l.rest, l.weights = matrix.Grow(l.rest, cols), matrix.Grow(l.weights, d.anchors.Rows)
	for j := range d.candidates.Rows {
		l.sum(&l.candidates, 1, l.classOf(j), matrix.Row(d.candidates, j))
	}
	for i := range d.anchors.Rows {
		l.solveAnchor(i)
	}
	if d.toPartners != nil {
		for j := range d.candidates.Rows {
			l.solveCandidate(j)
		}
	}
	l.solveExtra()
}

// classOf is the class of a candidate, 0 where nobody asks.
func (l *linearPart) classOf(candidate int) int {
	if !l.apart {
		return 0
	}
	return l.classes.ofRow(candidate)
}

// sum adds a row to the sum of all, and to that of its class if anybody asks for it.
func (l *linearPart) sum(to *linearSums, weight float64, class int, row []float32) {
	add(to.all, weight, row)
	if l.apart && l.asked[class] {
		add(to.of(class), weight, row)
	}
}

// solveAnchor takes an anchor's loss and its gradient by its own row.
func (l *linearPart) solveAnchor(i int) {
	d, place := l.d, l.d.positive(i)
	anchor, positive, class := matrix.Row(d.anchors, i), matrix.Row(d.candidates, place), l.classOf(place)
	kept := d.negatives()
	copy(l.rest, l.candidates.all)
	if l.apart {
		kept = d.candidates.Rows - l.classes.size(place, d.candidates.Rows) + d.extra.each
		for k, v := range l.candidates.of(class) {
			l.rest[k] -= v
		}
	} else {
		add(l.rest, -1, positive)
		if d.self {
			add(l.rest, -1, anchor)
		}
	}
	if l.weights[i] = 0; kept == 0 {
		d.losses[i] = math.NaN()
		d.skipped++
		return
	}
	first, own := d.extra.of(i)
	for k := range own.Rows {
		add(l.rest, 1, matrix.Row(d.extra.rows, first+k))
	}
	w := l.rule.(Linear).Weight(kept)
	l.weights[i] = w
	d.losses[i] = float64(w*dotWide(anchor, l.rest)) - dotRows(anchor, positive)
	grad := d.toAnchors.row(i)
	for k, v := range l.rest {
		g := float64(w*v) - float64(positive[k])
		grad[k] = float32(float64(grad[k]) + float64(d.weight*g))
	}
	l.sum(&l.anchors, w, class, anchor)
}

// solveCandidate gives a candidate its gradient from all anchors.
func (l *linearPart) solveCandidate(j int) {
	d := l.d
	copy(l.rest, l.anchors.all)
	if l.apart {
		for k, v := range l.anchors.of(l.classOf(j)) {
			l.rest[k] -= v
		}
	}
	// Where candidates have gradients the map to positives is its own inverse.
	i := d.positive(j)
	if !l.apart {
		add(l.rest, -l.weights[i], matrix.Row(d.anchors, i))
		if d.self {
			add(l.rest, -l.weights[j], matrix.Row(d.anchors, j))
		}
	}
	if l.weights[i] != 0 || !math.IsNaN(d.losses[i]) {
		add(l.rest, -1, matrix.Row(d.anchors, i))
	}
	grad := d.toPartners.row(j)
	for k, v := range l.rest {
		grad[k] = float32(float64(grad[k]) + float64(d.weight*v))
	}
}

// solveExtra gives the extra negatives their gradients.
func (l *linearPart) solveExtra() {
	e := &l.d.extra
	for owner := range e.owners {
		clear(l.rest)
		for i := owner; i < l.d.anchors.Rows; i += e.owners {
			add(l.rest, l.weights[i], matrix.Row(l.d.anchors, i))
		}
		for k := range e.each {
			for c, v := range l.rest {
				e.gradient.row(owner*e.each + k)[c] = float32(float64(l.d.weight * v))
			}
		}
	}
}

// dotWide is x·y in float64.
func dotWide(x []float32, y []float64) (sum float64) {
	for k, v := range x {
		sum += float64(float64(v) * y[k])
	}
	return sum
}

// dotRows is x·y in float64.
func dotRows(x, y []float32) (sum float64) {
	for k, v := range x {
		sum += float64(float64(v) * float64(y[k]))
	}
	return sum
}
