package loss

import (
	"context"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/parallel"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

const (
	// panelRows is the most anchors a panel has: one block of Gemm's sums.
	panelRows = 256
	// minPanelRows keeps the products efficient against very many candidates.
	minPanelRows = 16
	// panelSize is the number of similarities a panel has at most, unless
	// minPanelRows asks for more.
	panelSize = 1 << 23
)

// panelCount is the number of panels that m anchors with n candidates are cut
// into, which is as evenly as possible. It depends on the shape alone.
func panelCount(m, n int) int {
	most := min(panelRows, max(minPanelRows, panelSize/n))
	return (m + most - 1) / most
}

// panels is the engine for any rule and any problem. It goes through the
// anchors a panel at a time and never holds more than a panel's similarities.
// Per panel, with A its anchors and C all candidates:
//
//	S = A·Cᵀ
//	per row: take out the anchor itself and the positives, select, weigh; S becomes W
//	dA = diag(f)·W·C    dC += Wᵀ·diag(f)·A
//
// where f_i is the factor of the anchor's weights. An anchor's extra negatives are
// further columns of S and W.
type panels struct {
	rule    *rule
	problem *problem
	threads int

	sims    []float32
	product []float32
	scaled  []float32
	wide    []float64
	workers []anchorRow
	sparse  bool // only what is kept takes part in the products
	hard    [panelRows]hardRow
	listed  bool // and there is no row of all similarities
	short   shortlist

	// The panel that is being worked on.
	lo, hi  int
	weights blas32.General // similarities, then weights; one row per anchor, the extra ones behind its candidates
	found   [panelRows]weighed
	lonely  [panelRows]bool // anchors that are skipped for want of a positive or a negative

	part    int       // candidates of a part that is gathered from
	partial []float32 // sums over the parts

	weighRow, gatherOf, listOf func(worker, task int) // methods of p, kept so that no call allocates them
	owner                      *panels                // whose methods they are: a copy of p makes its own
}

func (p *panels) solve(ctx context.Context, threads int, r *rule, problem *problem) error {
	m, n, d := problem.anchors.Rows, problem.candidates.Rows, problem.anchors.Cols
	p.rule, p.problem, p.threads = r, problem, max(1, threads)
	if p.owner != p {
		p.owner, p.weighRow, p.gatherOf, p.listOf = p, p.weighAnchor, p.gatherPart, p.listPart
	}
	p.workers = extend(p.workers, p.threads)
	p.sparse, p.listed = sparse(r, problem), shortlists(r, problem)
	p.part = (streamPart(n) + sparseRows - 1) / sparseRows * sparseRows
	width := n + problem.extra.each // of what is held of an anchor
	if p.listed {
		width = shortlistSample
	}
	count := panelCount(m, width)
	most := (m + count - 1) / count
	p.sims = grow(p.sims, most*width)
	p.product = grow(p.product, most*d)
	p.scaled = grow(p.scaled, most*d)
	for i := range count {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.lo, p.hi = i*m/count, (i+1)*m/count
		if err := p.solvePanel(); err != nil {
			return err
		}
	}
	return nil
}

func (p *panels) solvePanel() error {
	a := rows(p.problem.anchors, p.lo, p.hi)
	if p.listed {
		if err := p.list(a); err != nil {
			return err
		}
	} else {
		p.meet(a)
	}
	parallel.ForWorker(p.threads, a.Rows, p.weighRow)
	p.collect()
	p.addToAnchors()
	if p.problem.toPartners != nil {
		p.addToCandidates(a)
	}
	p.addExtra(a)
	return nil
}

// meet takes the similarities of the panel's anchors a to everything.
func (p *panels) meet(a blas32.General) {
	c := p.problem.candidates
	p.weights = dense(p.sims, a.Rows, c.Rows+p.problem.extra.each)
	kernels.Gemm(p.threads, blas.NoTrans, blas.Trans, 1, a, c, 0, columns(p.weights, 0, c.Rows))
	p.meetExtra(a)
}

// weighAnchor turns anchor i of the panel from similarities into weights.
func (p *panels) weighAnchor(worker, i int) {
	a := &p.workers[worker]
	a.anchor = p.lo + i
	if p.listed {
		a.kept = p.fromList(a, p.rule.keep.count(p.problem.negatives()))
	} else {
		a.row = row(p.weights, i)
		p.takePositives(a)
		a.kept = p.choose(a)
	}
	if len(a.places) == 0 || a.kept == 0 {
		p.skip(i)
		return
	}
	p.lonely[i], p.found[i] = false, p.rule.weigh(p.rule, a)
	p.found[i].factor *= p.problem.weight
	if p.sparse {
		p.hard[i].takePositives(a)
		return
	}
	for k, place := range a.places {
		a.row[place] = float32(a.pulls[k])
	}
}

// skip leaves anchor i of the panel out.
func (p *panels) skip(i int) {
	if p.sparse {
		p.hard[i].clear()
	} else {
		clear(row(p.weights, i))
	}
	p.lonely[i], p.found[i] = true, weighed{loss: math.NaN()}
}

// takePositives moves the anchor's positives out of its row, and the anchor
// itself away.
func (p *panels) takePositives(a *anchorRow) {
	if p.problem.self {
		a.row[a.anchor] = negInf
	}
	place := p.problem.positive(a.anchor)
	a.positive = a.row[place]
	if !p.rule.byClass {
		a.setPositive(int32(place), a.row[place])
		a.row[place] = negInf
		return
	}
	a.noPositives()
	class := p.problem.label(place)
	for j := range p.problem.candidates.Rows {
		if p.problem.label(j) == class && a.row[j] != negInf {
			a.addPositive(int32(j), a.row[j])
			a.row[j] = negInf
		}
	}
	if p.problem.oneView() && len(a.positives) > 0 {
		a.positive = slices.Max(a.positives)
	}
}

// choose leaves those negatives in the row that the rule keeps, and returns how
// many they are.
func (p *panels) choose(a *anchorRow) (kept int) {
	keep := p.rule.keep
	kept = p.problem.candidates.Rows + p.problem.extra.each - len(a.places)
	if p.problem.self {
		kept--
	}
	if keep.OtherClass {
		kept -= p.dropClass(a)
	}
	if keep.Mask && len(a.positives) > 0 {
		kept = mask(a.row, float32(float64(a.positive)+keep.Margin))
	}
	if !keep.hard() || kept == 0 {
		return kept
	}
	if p.sparse {
		return p.hard[a.anchor-p.lo].keep(a, keep.count(kept))
	}
	return keepHardest(a.row, keep.count(kept))
}

// dropClass takes the negatives of the anchor's own class out of its row.
func (p *panels) dropClass(a *anchorRow) (dropped int) {
	class := p.problem.label(p.problem.positive(a.anchor))
	for j := range p.problem.candidates.Rows {
		if p.problem.label(j) == class && a.row[j] != negInf {
			a.row[j] = negInf
			dropped++
		}
	}
	return dropped
}

// collect gathers what was found out about the panel's anchors, in order.
func (p *panels) collect() {
	for i := range p.hi - p.lo {
		w := &p.found[i]
		p.problem.losses[p.lo+i] = w.loss
		p.problem.logScale += w.logScale
		p.problem.bias += w.bias
		if p.lonely[i] {
			p.problem.skipped++
		}
	}
}
