package loss

import (
	"fmt"

	"github.com/abc86604/temper/kernels"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// extra are explicit negatives beside the candidates, unit rows: every anchor has
// each of them, those of anchor i from row (i mod owners)·each on. With one owner
// all anchors share all.
type extra struct {
	rows         blas32.General
	each, owners int
	grad         *sink
}

// takeExtra makes w.Extra the extra negatives of the first problem.
func (w *Workspace) takeExtra() error {
	z := w.Extra
	if z.Rows == 0 {
		return nil
	}
	p := &w.problems[0]
	pairs := p.pairs()
	if err := checkMatrix("extra", z); err != nil {
		return err
	}
	if z.Cols != p.anchors.Cols {
		return fmt.Errorf("loss: extra has %d columns, the anchors have %d", z.Cols, p.anchors.Cols)
	}
	if !w.ExtraShared && z.Rows%pairs != 0 {
		return fmt.Errorf("loss: extra has %d rows, must be a multiple of the %d pairs", z.Rows, pairs)
	}
	u := &w.units[2]
	if err := w.unit(u, "extra", z); err != nil {
		return err
	}
	p.extra = extra{rows: u.General, each: z.Rows / pairs, owners: pairs, grad: w.sink(2, u)}
	if w.ExtraShared {
		p.extra.each, p.extra.owners = z.Rows, 1
	}
	return nil
}

// of are the extra negatives of an anchor, and the number of the first.
func (e *extra) of(anchor int) (first int, own blas32.General) {
	first = anchor % e.owners * e.each
	return first, rows(e.rows, first, first+e.each)
}

// meetExtra fills the columns behind the candidates with the similarities of the
// panel's anchors a to their extra negatives.
func (p *panels) meetExtra(a blas32.General) {
	e := &p.problem.extra
	switch {
	case e.each == 0:
		return
	case e.owners == 1:
		kernels.Gemm(p.threads, blas.NoTrans, blas.Trans, 1, a, e.rows, 0, p.extraColumns())
		return
	}
	for i := range a.Rows {
		_, own := e.of(p.lo + i)
		for k := range e.each {
			row(p.extraColumns(), i)[k] = kernels.Dot(row(a, i), row(own, k))
		}
	}
}

// extraColumns are the panel's columns behind the candidates.
func (p *panels) extraColumns() blas32.General {
	return columns(p.weights, p.problem.candidates.Rows, p.weights.Cols)
}

// addExtra adds what the extra negatives of the panel's anchors a give them, and
// get from them.
func (p *panels) addExtra(a blas32.General) {
	e := &p.problem.extra
	if e.each == 0 {
		return
	}
	for i := range a.Rows {
		kernels.Scale(float32(p.found[i].factor), row(p.extraColumns(), i), row(p.extraColumns(), i))
	}
	grad := rows(p.problem.toAnchors.grad, p.lo, p.hi)
	if e.owners == 1 {
		kernels.Gemm(p.threads, blas.NoTrans, blas.NoTrans, 1, p.extraColumns(), e.rows, 1, grad)
		e.grad.addProduct(p.threads, p.extraColumns(), a)
		return
	}
	for i := range a.Rows {
		first, own := e.of(p.lo + i)
		for k, w := range row(p.extraColumns(), i) {
			kernels.Axpy(w, row(own, k), row(grad, i))
			kernels.Axpy(w, row(a, i), row(e.grad.grad, first+k))
		}
	}
}
