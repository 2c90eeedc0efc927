package solve

import (
	"runtime"
	"sync/atomic"

	"github.com/abc86604/temper/kernels/matrix"
)

// A meeting is two sides whose blocks meet in tiles, or one side whose blocks meet
// each other.
type meeting struct {
	a, b  *side
	order order
	turns []atomic.Int32 // pairings that a group has had in this pass
	base  int            // number of the first tile
	extra bool           // b's rows are extra negatives, which are nobody's positives and of no class
}

func (m *meeting) reset(p *tiles, a, b *side, base int) {
	m.a, m.b, m.base, m.extra = a, b, base, b == &p.sides[extraRows]
	m.order.reset(p.groups(a), p.groups(b), m.one())
	m.turns = matrix.Grow(m.turns, m.order.counters())
}

// one tells whether both sides are the same rows.
func (m *meeting) one() bool { return m.a == m.b }

// count is the number of tiles.
func (m *meeting) count() int {
	if m.one() {
		return m.a.blocks.Count() * (m.a.blocks.Count() + 1) / 2
	}
	return m.a.blocks.Count() * m.b.blocks.Count()
}

// number is a tile's place among all, in the order of columns.
func (m *meeting) number(i, j int) int {
	if m.one() {
		return m.base + j*(j+1)/2 + i
	}
	return m.base + j*m.a.blocks.Count() + i
}

// groups is the number of a side's groups.
func (p *tiles) groups(s *side) int { return (s.blocks.Count() + p.group - 1) / p.group }

// blocksOf are the blocks of a side's group.
func (p *tiles) blocksOf(s *side, group int) (lo, hi int) {
	return group * p.group, min((group+1)*p.group, s.blocks.Count())
}

// meet takes the tiles of a pairing when it is its groups' turn. Pairings are begun
// in their order: the first that has not ended waits for none, so that there is
// always one that goes on.
func (p *tiles) meet(worker, task int) {
	m := &p.at.order.pairings[p.first+task]
	a, b := p.at.order.turnsOf(m)
	p.await(a, m.turnA)
	defer p.at.turns[a].Add(1)
	if a != b {
		p.await(b, m.turnB)
		defer p.at.turns[b].Add(1)
	}
	if p.ended.Load() || p.ctx.Err() != nil {
		p.ended.Store(true)
		return
	}
	p.tilesOf(&p.workers[worker], m)
}

// await waits until it is a group's turn. What it waits for is at work already.
func (p *tiles) await(group int, turn int32) {
	for p.at.turns[group].Load() != turn {
		runtime.Gosched()
	}
}

// tilesOf takes the tiles of a pairing. It goes through the columns of each row of
// tiles in the other direction than before, so that successive tiles share a
// block.
func (p *tiles) tilesOf(w *tileWorker, m *pairing) {
	lo, hi := p.blocksOf(p.at.a, int(m.a))
	from, to := p.blocksOf(p.at.b, int(m.b))
	for i := lo; i < hi; i++ {
		for k := range to - from {
			j := from + k
			if (i-lo)%2 == 1 {
				j = to - 1 - k
			}
			if !p.at.one() || i <= j {
				p.take(w, p.tileAt(w, i, j))
			}
		}
	}
}

// take does with a tile what the pass asks for.
func (p *tiles) take(w *tileWorker, t crossing) {
	switch p.pass {
	case positivePass:
		p.findPositives(w, t)
	case greatestPass:
		p.greatestOf(w, t)
	case sumPass:
		p.sum(w, t)
	case tiePass:
		p.countTies(w, t)
	case weightPass:
		p.weigh(w, t)
	}
}
