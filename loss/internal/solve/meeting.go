package solve

import "github.com/abc86604/temper/kernels/parallel"

// A meeting is two sides whose blocks meet in tiles, or one side whose blocks meet
// each other.
type meeting struct {
	a, b  *side
	order order
	turns turns
	base  int  // number of the first tile
	extra bool // b's rows are extra negatives, which are nobody's positives and of no class
}

func (m *meeting) reset(p *tiles, a, b *side, base int) {
	m.a, m.b, m.base, m.extra = a, b, base, b == &p.sides[extraRows]
	blocks := a.blocks.Count()
	m.order.reset(blocks, b.blocks.Count(), p.group, m.one())
	if !m.one() {
		blocks += b.blocks.Count()
	}
	m.turns.reset(blocks, panelChannel+a.blocks.Panels())
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

// columns is the place of b's block j among the blocks that take turns.
func (m *meeting) columns(j int) int {
	if m.one() {
		return j
	}
	return m.a.blocks.Count() + j
}

// meetAll takes the tiles of the pairings from first up to end: on a single thread in
// the order that the caches like best; on a few threads a pairing at a time, so that one
// whose core has been taken away is waited for by none of the others for long; on many,
// which would wait for the pairings' groups, abreast. No sum has its terms in another
// order for that.
func (p *tiles) meetAll(first, end int) {
	o := &p.at.order
	p.first = first
	groups := o.groups(min(o.a, o.b))
	switch {
	case p.threads == 1:
		parallel.ForWorker(1, (end-first)*o.places(), p.tasks[tileTask])
	case groupsOfThread*p.threads <= groups:
		parallel.ForWorker(p.threads, end-first, p.tasks[pairingTask])
	default:
		parallel.ForWorker(p.threads, (end-first)*o.places(), p.tasks[abreastTask])
	}
}

// groupsOfThread is how many groups there must be for each thread to take them whole.
const groupsOfThread = 4

// The tasks are begun in their order, in which a tile comes behind all those that it
// waits for: the first that has not ended waits for none, so that there is always one
// that goes on.

func (p *tiles) meetTile(worker, task int) {
	places := p.at.order.places()
	p.meet(worker, p.first+task/places, task%places)
}

func (p *tiles) meetAbreast(worker, task int) {
	pairing, place := p.at.order.abreast(p.first*p.at.order.places() + task)
	p.meet(worker, pairing, place)
}

func (p *tiles) meetPairing(worker, task int) {
	for place := range p.at.order.places() {
		p.meet(worker, p.first+task, place)
	}
}

// meet takes the tile in a place of a pairing, if there is one.
func (p *tiles) meet(worker, pairing, place int) {
	v, ok := p.at.order.visit(pairing, place)
	if !ok || p.ended.Load() {
		return
	}
	// A tile that is given up would leave others waiting for its turn, after a panic too.
	ended := true
	defer func() {
		if ended {
			p.ended.Store(true)
		}
	}()
	if p.ctx.Err() == nil {
		w := &p.workers[worker]
		t := p.tileAt(w, v)
		p.take(w, &t)
		ended = false
	}
}

// take does with a tile what the pass asks for.
func (p *tiles) take(w *tileWorker, t *crossing) {
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
