package solve

import (
	"math"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// rows is the engine for any rule and any problem. It goes through the anchors a
// panel at a time and never holds more than a panel's similarities. Per panel, with
// A its anchors and C all candidates:
//
//	S = A·Cᵀ
//	per row: take out the anchor itself and the positives, select, weigh; S becomes W
//	dA = diag(f)·W·C    dC += Wᵀ·diag(f)·A
//
// where f_i is the factor of the anchor's weights. An anchor's extra negatives are
// further columns of S and W.
type rows struct {
	*Solver
	d *direction

	sims    []float32
	product gradient // by the panel's anchors
	scaled  blas32.General
	workers []Anchor
	hard    [panelRows]hardRow
	list    shortlist

	// The panel that is being worked on.
	lo, hi  int
	weights blas32.General // similarities, then weights; one row per anchor, the extra ones behind its candidates
	found   [panelRows]Weighed
	lonely  [panelRows]bool // anchors that are skipped for want of a positive or a negative

	gaps    [panelRows]float32 // what a Pooled rule pulls each anchor by, along the difference to its positive
	pool    Pool               // of a Pooled rule
	pooling bool               // which is being found ahead of the weights

	part    int      // candidates of a part that is gathered from
	partial partials // sums over the parts

	weighRow, gatherOf, listOf func(worker, task int) // methods, kept so that no call allocates them
}

// solve solves one direction, or both between two matrices.
func (p *rows) solve(s *Solver, directions []direction) error {
	p.Solver = s
	if p.weighRow == nil {
		p.weighRow, p.gatherOf, p.listOf = p.weighAnchor, p.gatherPart, p.listPart
	}
	p.pool, p.pooling = Pool{}, s.pools()
	if p.pooling { // all anchors' sums come ahead of any weight
		if err := p.each(directions); err != nil {
			return err
		}
		p.pooling = false
	}
	return p.each(directions)
}

func (p *rows) each(directions []direction) error {
	for i := range directions {
		if err := p.solveDirection(&directions[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p *rows) solveDirection(d *direction) error {
	p.d = d
	m, n := d.anchors.Rows, d.candidates.Rows
	p.workers = matrix.Extend(p.workers, p.threads)
	p.part = (partOf(n) + sparseRows - 1) / sparseRows * sparseRows
	width := n + d.extra.each // of what is held of an anchor
	if p.route.listed {
		width = listedSample
	}
	count := panelCount(m, width)
	p.sims = matrix.Grow(p.sims, (m+count-1)/count*width)
	return p.eachPanel(count)
}

func (p *rows) eachPanel(count int) error {
	m := p.d.anchors.Rows
	for i := range count {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		p.lo, p.hi = i*m/count, (i+1)*m/count
		if err := p.solvePanel(); err != nil {
			return err
		}
	}
	return nil
}

func (p *rows) solvePanel() error {
	a := matrix.Rows(p.d.anchors, p.lo, p.hi)
	if p.route.listed {
		if err := p.listHardest(a); err != nil {
			return err
		}
	} else {
		p.compare(a)
	}
	parallel.ForWorker(p.threads, a.Rows, p.weighRow)
	if p.pooling {
		p.collectSums()
		return nil
	}
	p.collect()
	p.addToAnchors()
	if p.d.toPartners != nil {
		p.addToCandidates(a)
	}
	p.addExtra(a)
	if p.pools() {
		p.addGaps(a)
	}
	return nil
}

// compare takes the similarities of the panel's anchors a to everything.
func (p *rows) compare(a blas32.General) {
	c := p.d.candidates
	p.weights = matrix.Of(p.sims, a.Rows, c.Rows+p.d.extra.each)
	kernels.Gemm(p.threads, blas.NoTrans, blas.Trans, 1, a, c, 0, matrix.Columns(p.weights, 0, c.Rows))
	if p.d.extra.each > 0 {
		p.d.extra.compare(p.threads, p.d.first+p.lo, a, p.extraColumns())
	}
}

// weighAnchor turns anchor i of the panel from similarities into weights.
func (p *rows) weighAnchor(worker, i int) {
	a := &p.workers[worker]
	a.Number = p.lo + i
	if p.route.listed {
		a.Kept = p.fromList(a, p.keep.count(p.d.negatives()))
	} else {
		a.Row = matrix.Row(p.weights, i)
		p.takePositives(a)
		a.Kept = p.choose(a)
	}
	if len(a.Places) == 0 || a.Kept == 0 && p.needsNegatives() {
		p.skip(i)
		return
	}
	if p.pooling {
		p.sum(i, a)
		return
	}
	a.Tau, a.Own = p.tau, p.weightOf(a.Number)
	p.lonely[i], p.found[i] = false, p.weigh(a)
	p.found[i].Factor *= p.d.weight
	if p.pools() {
		p.gaps[i] = float32(-float64(p.found[i].Factor * a.Pulls[0]))
		a.Pulls[0] = 0
	}
	if p.route.sparse {
		p.hard[i].takePositives(a)
		return
	}
	for k, place := range a.Places {
		a.Row[place] = float32(a.Pulls[k])
	}
}

// skip leaves anchor i of the panel out.
func (p *rows) skip(i int) {
	if p.route.sparse {
		p.hard[i].clear()
	} else {
		clear(matrix.Row(p.weights, i))
	}
	p.lonely[i], p.found[i], p.gaps[i] = true, Weighed{Loss: math.NaN()}, 0
}

// collect gathers what was found out about the panel's anchors, in order.
func (p *rows) collect() {
	for i := range p.hi - p.lo {
		w := &p.found[i]
		p.d.losses[p.lo+i] = w.Loss
		p.d.logScale += w.LogScale
		p.d.bias += w.Bias
		if p.lonely[i] {
			p.d.skipped++
		}
	}
}
