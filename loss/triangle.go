package loss

import (
	"context"

	"github.com/abc86604/temper/kernels"
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

// triangle is the engine for the softmax over all negatives in batch, where the
// anchors are the candidates and the positive is half of them away: similarities
// are symmetric, and so are the weights once both anchors' are combined. With
// r_i = share_i/(n τ R_i), R_i the sum over the negatives of anchor i and
// share_i = R_i/(R_i + e_ip),
//
//	e_ij = exp((s_ij - 1)/τ)    W_ij = e_ij (r_i + r_j)    dZ = W Z
//
// takes half of every product and half of the exponentials of a solution by
// rows. It goes over tiles I ≤ J of blocks of rows, groups of blocks in [rounds]:
// once for R, once for dZ. Tiles are kept from the first pass to the second as
// long as they fit the budget and are computed again beyond. Neither that nor the
// threads change a bit: a block's sums are added to by one task a round.
//
// The positive and the anchor itself are -Inf in a tile before anything else
// happens. The positive's weight is -(r_i R_i + r_p R_p): its share is never part
// of a sum from which it would have to be taken away again.
//
// At a low temperature (coldTau) a pass ahead of the others takes the negatives'
// maxima m_i, and each side has an exponential of its own:
//
//	W_ij = exp((s_ij - m_i)/τ) r_i + exp((s_ij - m_j)/τ) r_j
//
// Kept are then the similarities.
type triangle struct {
	problem *problem
	threads int
	tau     float64
	scale   float32 // 1/τ

	edge   int    // rows of a block
	group  int    // blocks of a group
	order  rounds // of groups
	blocks kernels.Blocks
	grads  kernels.Sums // dZ
	kept   int          // tiles that are kept: the first, in the order of their columns
	tiles  []float32
	spare  []float32                  // a tile for each worker
	unused [][kernels.MaxTile]float64 // sums that nobody asks for

	// Per anchor; the float32 ones have zeros to the end of the last tile.
	similarities []float32 // to the positive
	maxima       []float32 // m
	sums         []float64 // R
	shares       []float64 // R/(R + e_ip), later relative to the largest
	weights      []float32 // shares/R
	largest      float64   // of the shares

	pass  pass // that is being worked on
	round int  // likewise
	tasks [3]func(worker, task int)
	owner *triangle // whose methods tasks are: a copy of p makes its own
}

// The tasks, over pairs of groups and over blocks.
const (
	tilesTask = iota
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

func (p *triangle) solve(ctx context.Context, threads int, budget int64, tau float64, problem *problem) error {
	p.reset(max(1, threads), budget, tau, problem)
	if p.cold() {
		if err := p.each(ctx, greatestPass); err != nil {
			return err
		}
	}
	if err := p.each(ctx, sumPass); err != nil {
		return err
	}
	p.solveAnchors()
	if err := p.each(ctx, weightPass); err != nil {
		return err
	}
	p.finish()
	return nil
}

func (p *triangle) cold() bool { return p.tau <= coldTau }

func (p *triangle) reset(threads int, budget int64, tau float64, problem *problem) {
	p.problem, p.threads, p.tau, p.scale = problem, threads, tau, float32(1/tau)
	if p.owner != p {
		p.owner = p
		p.tasks = [...]func(int, int){p.meet, p.sharesOfBlock, p.finishBlock}
	}
	n := problem.anchors.Rows
	p.edge, p.group = tileEdge(n), groupBlocks(n)
	p.blocks.Reset(threads, problem.anchors, p.edge, kernels.AsRows|kernels.AsColumns|kernels.AsFactor)
	p.grads.Reset(&p.blocks)
	p.order = rounds{(p.blocks.Count() + p.group - 1) / p.group}
	p.keep(budget)

	padded := p.blocks.Count() * p.edge
	p.similarities = grow(p.similarities, n)
	p.sums, p.shares = grow(p.sums, n), grow(p.shares, n)
	p.maxima, p.weights = grow(p.maxima, padded), grow(p.weights, padded)
	clear(p.sums)
	clear(p.maxima[n:])
	clear(p.weights[n:])
	for i := range n {
		p.maxima[i] = negInf
	}
}

// keep makes room for the tiles that fit the budget, and for those that do not.
func (p *triangle) keep(budget int64) {
	if budget == 0 {
		budget = defaultBudget
	}
	size, total := p.blocks.TileSize(), p.total()
	p.kept = int(min(max(0, budget)/int64(4*size), int64(total)))
	if 4*p.kept < total {
		p.kept = 0
	}
	p.tiles = grow(p.tiles, p.kept*size)
	p.spare = grow(p.spare, p.threads*size)
	p.unused = grow(p.unused, p.threads)
}

// total is the number of tiles.
func (p *triangle) total() int { return p.blocks.Count() * (p.blocks.Count() + 1) / 2 }

// each runs a pass over all tiles.
func (p *triangle) each(ctx context.Context, pass pass) error {
	p.pass = pass
	sink := p.problem.toAnchors
	roundsInSum := max(1, sink.limit/(p.edge*p.group))
	for p.round = range p.order.count() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if pass == weightPass && p.round > 0 && p.round%roundsInSum == 0 {
			for i := range p.blocks.Count() {
				p.grads.Drain(i, sink.grad)
			}
			sink.widen()
		}
		parallel.ForWorker(p.threads, p.order.pairs(p.round), p.tasks[tilesTask])
	}
	return nil
}
