package conv

import (
	"github.com/abc86604/temper/kernels/matrix"
)

// Weights lie as [kernel row][kernel column][in][out]. Before a pass they are packed
// in the order in which the products meet them, panel by panel.

// PackTasks is the number of tasks of [Plan.Pack].
func (p *Plan) PackTasks() int { return len(panels(p.table, 0, filled(p.Out))) }

// TurnTasks is the number of tasks of [Plan.Turn].
func (p *Plan) TurnTasks() int {
	if p.Pixels {
		return 0
	}
	return len(panels(p.table, 0, filled(p.In)))
}

// Reserve makes room for packed weights; with turned set also for those of the
// gradient of the input.
func (p *Plan) Reserve(turned bool) {
	in, out := filled(p.In), filled(p.Out)
	size, back := p.forwardTerms()*out, p.taps()*out*in
	if p.Winograd() {
		size, back = p.tilesSize(in, out), p.tilesSize(out, in)
	}
	p.packed = matrix.Grow(p.packed, size)
	if turned && !p.Pixels {
		p.turned = matrix.Grow(p.turned, back)
	}
}

// tilesSize is the size of transformed weights.
func (p *Plan) tilesSize(channels, columns int) int {
	all := panels(p.table, 0, columns)
	return positions * (channels*columns + len(all)*Block)
}

// Pack prepares one of the [Plan.PackTasks] parts of the weights for [Plan.Forward].
// Parts may be prepared at once.
func (p *Plan) Pack(part int, weights []float32) {
	w := panels(p.table, 0, filled(p.Out))[part]
	if p.Winograd() {
		p.packTiles(w, p.fill(weights))
		return
	}
	dst := p.packed[w.from*p.forwardTerms():]
	p.eachTerm(func(term, row int) {
		to := dst[term*w.width:][:w.width]
		clear(to)
		if row >= 0 {
			copy(to, weights[row*p.Out+w.from:(row+1)*p.Out])
		}
	})
}

// eachTerm calls f for the terms of the direct forward product, in their order, with
// the row of the weights that a term meets: tap·In + channel, or -1 for a channel that
// fills up a block.
func (p *Plan) eachTerm(f func(term, row int)) {
	sideBySide := Block
	if p.Pixels {
		sideBySide = p.In
	}
	term := 0
	for first := 0; first < p.In; first += sideBySide {
		for tap := range p.taps() {
			for c := first; c < first+sideBySide; c++ {
				row := -1
				if c < p.In {
					row = tap*p.In + c
				}
				f(term, row)
				term++
			}
		}
	}
}

// fill returns the weights with zeros for the channels that fill up blocks.
func (p *Plan) fill(weights []float32) []float32 {
	in, out := filled(p.In), filled(p.Out)
	if in == p.In && out == p.Out {
		return weights
	}
	all := make([]float32, p.taps()*in*out)
	for tap := range p.taps() {
		for c := range p.In {
			copy(all[(tap*in+c)*out:], weights[(tap*p.In+c)*p.Out:][:p.Out])
		}
	}
	return all
}

// Turn prepares one of the [Plan.TurnTasks] parts of the weights for
// [Plan.InputGradient], once all of [Plan.Pack] is done.
func (p *Plan) Turn(part int, weights []float32) {
	w := panels(p.table, 0, filled(p.In))[part]
	if p.Winograd() {
		p.turnTiles(w)
		return
	}
	for _, f := range p.phases {
		p.turnPhase(f, w, weights)
	}
}

// turnPhase packs a phase's weights: a row for each term, which is a channel block of
// the output, a tap and a channel.
func (p *Plan) turnPhase(f phase, w stripe, weights []float32) {
	terms := len(f.taps) * filled(p.Out)
	dst := p.turned[f.at*filled(p.In)+w.from*terms:][:terms*w.width]
	clear(dst)
	for k := range p.Out {
		for i, t := range f.taps {
			term := k/Block*len(f.taps)*Block + i*Block + k%Block
			tap := t.row*p.Kernel + t.col
			for c := w.from; c < min(w.from+w.width, p.In); c++ {
				dst[term*w.width+c-w.from] = weights[(tap*p.In+c)*p.Out+k]
			}
		}
	}
}
