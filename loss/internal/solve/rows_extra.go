package solve

import (
	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// extra are explicit negatives beside the candidates, unit rows: every anchor has
// each of them, those of anchor i from row (i mod owners)·each on. With one owner
// all anchors share all.
type extra struct {
	rows         blas32.General
	each, owners int
	gradient     *gradient
}

// takeExtra returns a problem's extra negatives, whose rows have been taken.
func (s *Solver) takeExtra() extra {
	p := &s.problem
	n := p.Extra.rows()
	if n == 0 {
		return extra{}
	}
	e := extra{rows: s.units[extraRows].General, each: n, owners: 1, gradient: s.zero(extraRows)}
	if !p.Shared {
		e.owners = p.Pairs()
		e.each = n / e.owners
	}
	return e
}

// of are the extra negatives of an anchor, and the number of the first.
func (e *extra) of(anchor int) (first int, own blas32.General) {
	if e.each == 0 {
		return 0, blas32.General{}
	}
	first = anchor % e.owners * e.each
	return first, matrix.Rows(e.rows, first, first+e.each)
}

// compare sets s to the similarities of anchors, which are those from first on, to
// their extra negatives.
func (e *extra) compare(threads, first int, anchors, s blas32.General) {
	if e.owners == 1 {
		kernels.Gemm(threads, blas.NoTrans, blas.Trans, 1, anchors, e.rows, 0, s)
		return
	}
	for i := range anchors.Rows {
		_, own := e.of(first + i)
		for k := range e.each {
			matrix.Row(s, i)[k] = kernels.Dot(matrix.Row(anchors, i), matrix.Row(own, k))
		}
	}
}

// extraColumns are the panel's columns behind the candidates.
func (p *rows) extraColumns() blas32.General {
	return matrix.Columns(p.weights, p.d.candidates.Rows, p.weights.Cols)
}

// addExtra adds what the extra negatives of the panel's anchors a give them, and
// get from them.
func (p *rows) addExtra(a blas32.General) {
	e := &p.d.extra
	if e.each == 0 {
		return
	}
	for i := range a.Rows {
		kernels.Scale(float32(p.found[i].Factor), matrix.Row(p.extraColumns(), i), matrix.Row(p.extraColumns(), i))
	}
	if e.owners == 1 {
		p.d.toAnchors.addProduct(p.threads, p.d.first+p.lo, blas.NoTrans, p.extraColumns(), e.rows)
		e.gradient.addProduct(p.threads, 0, blas.Trans, p.extraColumns(), a)
		return
	}
	for i := range a.Rows {
		first, own := e.of(p.d.first + p.lo + i)
		for k, w := range matrix.Row(p.extraColumns(), i) {
			kernels.Axpy(w, matrix.Row(own, k), p.d.toAnchors.row(p.d.first+p.lo+i))
			kernels.Axpy(w, matrix.Row(a, i), e.gradient.row(first+k))
		}
	}
}
