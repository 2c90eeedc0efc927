package loss

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/abc86604/temper/kernels/parallel"
)

const (
	// coldTau is the temperature up to which the exponents are taken relative to
	// the rows' own maxima. Above it 1 does: similarities of unit vectors are at
	// most 1, and exp(-2/τ) is still a normal float32.
	coldTau = 0.025
	// defaultBudget is the memory for tiles, in bytes.
	defaultBudget = 256 << 20
)

// tileEdge is the number of rows in a block of n: small problems get enough
// blocks to share among threads, and tiles of the others stay in the L2 cache
// with what they are multiplied by. It belongs to the specification, for sums
// break where blocks end.
func tileEdge(n int) int {
	if n <= 512 {
		return 64
	}
	return 128
}

// groupBlocks is the number of neighbouring blocks of n rows that are met at
// once, so that a tile finds one of its blocks in the caches: the more rows, the
// further away are those that it does not. It belongs to the specification as
// the order of sums does.
func groupBlocks(n int) int {
	switch {
	case n <= 2048:
		return 1
	case n < 8192:
		return 2
	}
	return 4
}

// tiles is the engine for the softmax over all negatives where candidates have
// gradients: every similarity is computed once for both directions and both
// gradients. With r_i = share_i/(τ R_i), R_i the sum over the negatives of anchor
// i and share_i = R_i/(R_i + e_ip), and c_j the same of the other direction, in
// which the candidates are the anchors,
//
//	e_ij = exp((s_ij - 1)/τ)    W_ij = e_ij (r_i + c_j)    dA = W B    dB = Wᵀ A
//
// where c is 0 if there is one direction only. In batch A and B are one matrix,
// similarities are symmetric and so are the weights: tiles I ≤ J are all.
//
// It goes over tiles of blocks of rows in the order of pairings: once for the
// sums, once for the gradients. Tiles are kept from the first pass to the second
// as long as they fit the budget and are computed again beyond. Neither that nor
// the threads change a bit: a block's sums are added to in the order of pairings.
//
// The positive and the anchor itself are -Inf in a tile before anything else
// happens. The positive's weight is -(r_i R_i + c_p C_p): its share is never part
// of a sum from which it would have to be taken away again.
//
// At a low temperature (coldTau) a pass ahead of the others takes the negatives'
// maxima m_i, and each side has an exponential of its own:
//
//	W_ij = exp((s_ij - m_i)/τ) r_i + exp((s_ij - m_j)/τ) c_j
//
// Kept are then the similarities.
type tiles struct {
	ctx     context.Context
	threads int
	tau     float64
	scale   float32 // 1/τ
	weight  float64 // of an anchor in the mean
	offset  int     // from a row of a to its positive in b

	sides [2]side
	a, b  *side // anchors and candidates, one side in batch

	edge  int // rows of a block
	group int // blocks of a group
	order order
	turns []atomic.Int32 // pairings that a group has had in this pass
	ended uint32         // the context has; atomically, but not as a type that forbids to copy a Workspace
	kept  int            // tiles that are kept: the first, in the order of their columns
	tiles []float32      // those
	spare []float32      // a tile for each worker

	largest float64 // of the shares of all anchors

	pass  pass  // that is being worked on
	first int   // pairing of those being worked on
	side  *side // likewise
	tasks [3]func(worker, task int)
	owner *tiles // whose methods tasks are: a copy of p makes its own
}

// The tasks, over pairings and over a side's blocks.
const (
	pairingTask = iota
	sharesTask
	finishTask
)

// A pass is what is done with every tile.
type pass int

const (
	greatestPass pass = iota
	sumPass
	weightPass
)

// solve solves problems in which candidates have gradients: one, or both
// directions between two matrices.
func (p *tiles) solve(ctx context.Context, threads int, budget int64, tau float64, problems []problem) error {
	p.reset(ctx, max(1, threads), budget, tau, problems)
	if p.cold() {
		if err := p.each(greatestPass); err != nil {
			return err
		}
	}
	if err := p.each(sumPass); err != nil {
		return err
	}
	p.solveAnchors()
	if err := p.each(weightPass); err != nil {
		return err
	}
	p.finish()
	return nil
}

func (p *tiles) cold() bool { return p.tau <= coldTau }

// one tells whether both sides are the same rows.
func (p *tiles) one() bool { return p.a == p.b }

func (p *tiles) reset(ctx context.Context, threads int, budget int64, tau float64, problems []problem) {
	if p.owner != p {
		p.owner = p
		p.tasks = [...]func(int, int){p.meet, p.sharesOfBlock, p.finishBlock}
	}
	first := &problems[0]
	p.ctx, p.threads, p.tau, p.scale = ctx, threads, tau, float32(1/tau)
	p.weight, p.offset = first.weight, first.offset
	n := max(first.anchors.Rows, first.candidates.Rows)
	p.edge, p.group = tileEdge(n), groupBlocks(n)
	p.a = &p.sides[0]
	p.a.reset(threads, first.anchors, p.edge, first.toAnchors)
	p.a.losses = first.losses
	if first.self {
		p.b = p.a
	} else {
		p.b = &p.sides[1]
		p.b.reset(threads, first.candidates, p.edge, first.toPartners)
		p.b.losses = nil
		if len(problems) > 1 {
			p.b.losses = problems[1].losses
		}
	}
	p.order.reset(p.groups(p.a), p.groups(p.b), p.one())
	p.turns = grow(p.turns, p.order.counters())
	p.keep(budget)
}

// groups is the number of a side's groups.
func (p *tiles) groups(s *side) int { return (s.blocks.Count() + p.group - 1) / p.group }

// keep makes room for the tiles that fit the budget, and for those that do not.
func (p *tiles) keep(budget int64) {
	if budget == 0 {
		budget = defaultBudget
	}
	size, total := p.a.blocks.TileSize(), p.total()
	p.kept = int(min(max(0, budget)/int64(4*size), int64(total)))
	if 4*p.kept < total {
		p.kept = 0
	}
	p.tiles = grow(p.tiles, p.kept*size)
	p.spare = grow(p.spare, p.threads*size)
}

// total is the number of tiles.
func (p *tiles) total() int {
	if p.one() {
		return p.a.blocks.Count() * (p.a.blocks.Count() + 1) / 2
	}
	return p.a.blocks.Count() * p.b.blocks.Count()
}

// number is a tile's place among all, in the order of columns.
func (p *tiles) number(i, j int) int {
	if p.one() {
		return j*(j+1)/2 + i
	}
	return j*p.a.blocks.Count() + i
}

// each runs a pass over all tiles. Long sums of gradients are cut after so many
// rounds.
func (p *tiles) each(pass pass) error {
	p.pass = pass
	for i := range p.turns {
		p.turns[i].Store(0)
	}
	p.ended = 0
	rounds := p.order.rounds()
	if pass == weightPass {
		rounds = max(1, p.a.sink.limit/(p.edge*p.group))
	}
	for r := 0; r < p.order.rounds(); r += rounds {
		if r > 0 {
			p.widen()
		}
		var end int
		p.first, end = p.order.span(r, r+rounds)
		parallel.ForWorker(p.threads, end-p.first, p.tasks[pairingTask])
		if p.ended != 0 {
			return p.ctx.Err()
		}
	}
	return nil
}

// widen moves the gradients' sums to float64.
func (p *tiles) widen() {
	for i := range p.both() {
		p.sides[i].widen()
	}
}

// meet takes the tiles of a pairing when it is its groups' turn. Pairings are
// begun in their order, so that the first of those that wait never does.
func (p *tiles) meet(worker, task int) {
	m := &p.order.pairings[p.first+task]
	a, b := p.order.turnsOf(m)
	p.await(a, m.turnA)
	defer p.turns[a].Add(1)
	if a != b {
		p.await(b, m.turnB)
		defer p.turns[b].Add(1)
	}
	if atomic.LoadUint32(&p.ended) != 0 || p.ctx.Err() != nil {
		atomic.StoreUint32(&p.ended, 1)
		return
	}
	p.tilesOf(worker, m)
}

// await waits until it is a group's turn. What it waits for is at work already.
func (p *tiles) await(group int, turn int32) {
	for p.turns[group].Load() != turn {
		runtime.Gosched()
	}
}
