package solve

import "github.com/abc86604/temper/kernels/parallel"

// ownPass does with the anchors' own extra negatives what the pass has done with the
// tiles.
func (p *tiles) ownPass() {
	if p.own.each > 0 {
		parallel.ForWorker(p.threads, p.a.blocks.Count(), p.tasks[ownTask])
	}
}

func (p *tiles) ownBlock(_, block int) {
	lo, hi := p.a.blocks.Bounds(block)
	for i := lo; i < hi; i++ {
		p.takeOwn(i)
	}
}

// takeOwn does with the row of anchor i what the pass asks for.
func (p *tiles) takeOwn(i int) {
	a := p.a
	if p.limited && (p.pass == greatestPass || p.pass == sumPass || p.way == byPairs) {
		a.kept[i] += float64(p.own.limit(i, a.least[i], a.below[i]))
	}
	switch {
	case p.pass == greatestPass:
		for _, s := range p.own.row(i) {
			a.maxima[i] = max(a.maxima[i], s)
		}
	case p.pass == sumPass:
		p.own.sum(i, p.shiftOf(a, i), a.sumsAt(i, i+1))
	case p.pass == tiePass:
		a.ties[i] += float64(p.own.equals(i, a.maxima[i]))
	case p.way == byNearest:
		p.own.choose(i, a.maxima[i], a.weights[0][i])
	case p.way == byPairs:
		p.own.decide(i, a.softplus(i, i+1), a.biases[i:i+1])
		fold(a.softs.Products[i:i+1], a.logs[i:i+1])
		if p.twice() {
			p.own.scale(i, 0.5)
		}
	default:
		p.own.weigh(i, p.shiftOf(a, i), a.weightsAt(i, i+1))
	}
}

// shiftOf is what the exponents of an anchor are relative to.
func (p *tiles) shiftOf(s *side, i int) float32 {
	if p.cold {
		return s.maxima[i]
	}
	return 1
}

// gradientOfPair sums what the extra negatives of a pair get from its anchors.
func (p *tiles) gradientOfPair(_, pair int) { p.own.gradientOf(pair, p.factor()) }
