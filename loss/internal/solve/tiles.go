package solve

import (
	"sync/atomic"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// defaultBudget is the memory for tiles, in bytes.
const defaultBudget = 256 << 20

// tiles is the engine for problems in which candidates have gradients and the rule
// needs no whole rows: every similarity is computed once for both directions and both
// gradients. With e_ij = exp((s_ij - 1)/τ), r_i = share_i/R_i over the negatives of
// anchor i (see [Summed]), and c_j the same of the other direction, in which the
// candidates are the anchors,
//
//	W_ij = e_ij (r_i + c_j)    dA = W B    dB = Wᵀ A
//
// where c is 0 if there is one direction only. In batch A and B are one matrix,
// similarities are symmetric and so are the weights: tiles I ≤ J are all.
//
// It goes over tiles of blocks of rows in the order of their visits: once for the
// sums, once for the gradients. Tiles are kept from the first pass to the second
// as long as they fit the budget and are computed again beyond. Neither that nor
// the threads change a bit: a block's sums are added to in turn, see queues.
//
// The positive and the anchor itself are -Inf in a tile before anything else
// happens, and what is of a class where the rule or the selection looks at classes.
// The positive's weight is -(pull_i + pull_p): its share is never part of a sum from
// which it would have to be taken away again.
//
// At a low temperature (coldTau) a pass ahead of the others takes the negatives'
// maxima m_i, and each side has an exponential of its own:
//
//	W_ij = exp((s_ij - m_i)/τ) r_i + exp((s_ij - m_j)/τ) c_j
//
// Where a selection drops negatives by their similarity, each direction has limits of
// its own, found in passes ahead of the others. A rule of pairs needs one pass alone.
type tiles struct {
	*Solver
	plan
	offset int // from a row of a to its positive in b

	sides    [3]side
	a, b     *side // anchors and candidates, one side in batch
	meetings [2]meeting
	met      int     // meetings that there are
	turned   meeting // the first, seen from its other side
	own      ownExtra
	listed   [3]*side

	edge    int // rows of a block
	group   int // blocks of a group
	workers []tileWorker
	zeros   []float32

	kept   int       // tiles that are kept: the first, in the order of their numbers
	tiles  []float32 // those
	stored bool      // they hold similarities ahead of the passes

	pooled  Pool
	largest float64   // of the shares and pulls of all anchors
	peaks   []float64 // likewise, by blocks of a side

	pass  pass        // that is being worked on
	at    *meeting    // likewise
	first int         // pairing of those being worked on
	side  *side       // likewise
	ended atomic.Bool // the context has
	tasks [numTasks]func(worker, task int)
}

// A plan is how tiles serve a rule and a selection.
type plan struct {
	way     way
	summed  Summed
	e       Exponents
	scales  [2]float32 // of the exponents
	bias    float32
	cold    bool // exponents are relative to each anchor's largest similarity
	limited bool // each direction keeps similarities between limits alone
	byClass bool // positives are found by class
	apart   bool // negatives of the anchor's class are none
}

// A way is what is computed of tiles.
type way int

const (
	bySums way = iota
	byPairs
	byNearest
)

// A pass is what is done with every tile.
type pass int

const (
	positivePass pass = iota // finds the positives' similarities, ahead of limits
	greatestPass
	sumPass
	tiePass
	weightPass
)

// The tasks, over tiles, over a side's blocks and over pairs.
const (
	packTask = iota
	tileTask
	pairingTask
	abreastTask
	limitTask
	ownTask
	shareTask
	weighTask
	finishTask
	extraTask
	numTasks
)

// planOf is the plan of a problem that tiles serve.
func (s *Solver) planOf() plan {
	p := plan{e: One(s.tau), limited: s.keep.Drop || s.keep.hard(), apart: s.keep.OtherClass}
	switch r := s.rule.(type) {
	case Summed:
		p.summed, p.e = r, r.Exponents(s.tau)
		p.cold = p.e.cold()
		_, p.byClass = r.(Classed)
	case Logistic:
		p.way, p.bias = byPairs, float32(r.Bias())
	case Nearest:
		p.way, p.e.Tau = byNearest, 1
	}
	p.scales = [2]float32{float32(p.e.Beta[0] / p.e.Tau), float32(p.e.Beta[1] / p.e.Tau)}
	return p
}

// two tells whether there are two sums.
func (p *plan) two() bool { return p.e.Beta[1] != 0 }

// solve solves one direction, or both between two matrices.
func (p *tiles) solve(s *Solver, directions []direction) error {
	p.reset(s, directions)
	if p.limited {
		if err := p.findLimits(); err != nil {
			return err
		}
	}
	for _, pass := range p.passes() {
		if pass == weightPass && p.way != byPairs {
			p.solveAnchors()
		}
		if err := p.each(pass); err != nil {
			return err
		}
		p.ownPass()
	}
	if p.way == byPairs {
		p.solveAnchors()
	}
	p.finish(directions)
	return nil
}

var (
	sumPasses     = []pass{sumPass, weightPass}
	coldPasses    = []pass{greatestPass, sumPass, weightPass}
	pairPasses    = []pass{weightPass}
	nearestPasses = []pass{greatestPass, tiePass, weightPass}
)

func (p *tiles) passes() []pass {
	switch {
	case p.way == byPairs:
		return pairPasses
	case p.way == byNearest:
		return nearestPasses
	case p.cold:
		return coldPasses
	}
	return sumPasses
}

func (p *tiles) reset(s *Solver, directions []direction) {
	if p.tasks[0] == nil {
		p.tasks = [...]func(int, int){p.packBlock, p.meetTile, p.meetPairing, p.meetAbreast, p.limitBlock, p.ownBlock, p.shareBlock, p.weighBlock, p.finishBlock, p.gradientOfPair}
	}
	d := &directions[0]
	p.Solver, p.plan, p.offset = s, s.planOf(), d.offset
	n := max(d.anchors.Rows, d.candidates.Rows)
	p.edge, p.group = tileEdge(n), groupBlocks(n)
	p.a = p.newSide(0, d.anchors, d.toAnchors, d)
	p.b = p.a
	if !d.self {
		var back *direction
		if len(directions) > 1 {
			back = &directions[1]
		}
		p.b = p.newSide(1, d.candidates, d.toPartners, back)
	}
	p.met = 1
	p.turned = meeting{a: p.b, b: p.a}
	p.meetings[0].reset(p, p.a, p.b, 0)
	if d.extra.owners == 1 {
		x := p.newSide(2, d.extra.rows, d.extra.gradient, nil)
		p.meetings[1].reset(p, p.a, x, p.meetings[0].count())
		p.met = 2
	}
	own := *d
	if p.met > 1 {
		own.extra = extra{}
	}
	p.own.reset(p.threads, &p.plan, &own)
	p.zeros = filled(p.zeros, p.a.blocks.Stride(), 0)
	p.resetWorkers()
	p.keepTiles()
}

// newSide returns a side with the rows and their gradient, whose anchors are those of
// the direction d, if there is one.
func (p *tiles) newSide(i int, rows blas32.General, g *gradient, d *direction) *side {
	s := &p.sides[i]
	s.reset(p, rows, g, d)
	return s
}

// keepTiles makes room for the tiles that fit the budget.
func (p *tiles) keepTiles() {
	budget := p.budget
	if budget == 0 {
		budget = defaultBudget
	}
	size, total := p.a.blocks.TileSize(), 0
	for i := range p.met {
		total += p.meetings[i].count()
	}
	if p.way == byPairs {
		total = 0 // each is needed once
	}
	p.kept = int(min(max(0, budget)/int64(4*size), int64(total)))
	if 4*p.kept < total {
		p.kept = 0
	}
	p.tiles = matrix.Grow(p.tiles, p.kept*size)
	p.stored = false
}

// each runs a pass over all tiles. Long sums of gradients are cut after so many
// rounds, and ahead of another meeting that might make them too long.
func (p *tiles) each(pass pass) error {
	p.pass = pass
	p.ended.Store(false)
	for i := range p.met {
		p.at = &p.meetings[i]
		if pass == weightPass && i > 0 && p.a.rows.Rows+p.at.b.rows.Rows > longSum {
			p.cut()
		}
		if err := p.eachRound(); err != nil {
			return err
		}
	}
	return nil
}

func (p *tiles) eachRound() error {
	m := p.at
	m.turns.restart()
	rounds := m.order.rounds()
	if p.pass == weightPass {
		rounds = max(1, p.a.gradient.limit/(p.edge*p.group))
	}
	for r := 0; r < m.order.rounds(); r += rounds {
		if r > 0 {
			p.cut()
		}
		p.meetAll(m.order.span(r, r+rounds))
		if p.ended.Load() {
			return p.ctx.Err()
		}
	}
	return nil
}

// cut cuts the gradients' sums.
func (p *tiles) cut() {
	for _, s := range p.allSides() {
		s.gradient.cut()
	}
}

// allSides are the sides that there are.
func (p *tiles) allSides() []*side {
	all := append(p.listed[:0], p.a)
	if p.b != p.a {
		all = append(all, p.b)
	}
	if x := p.extraSide(); x != nil {
		all = append(all, x)
	}
	return all
}

// extraSide are the extra negatives that all anchors share, nil if there are none.
func (p *tiles) extraSide() *side {
	if p.met == 1 {
		return nil
	}
	return p.meetings[1].b
}

// meetingOf is the main meeting as the side s sees it.
func (p *tiles) meetingOf(s *side) *meeting {
	if s == p.a {
		return &p.meetings[0]
	}
	return &p.turned
}

// anchorSides are those whose rows are anchors.
func (p *tiles) anchorSides() []*side {
	if p.b != p.a && p.b.anchors() {
		return append(p.listed[:0], p.a, p.b)
	}
	return append(p.listed[:0], p.a)
}
