package conv

import (
	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/matrix"
)

// Weights lie as [kernel row][kernel column][in][out]. Before a pass they are packed
// in the order in which the products meet them, panel by panel.

// PackTasks is the number of tasks of [Plan.Pack].
func (p *Plan) PackTasks() int { return impl.CeilDiv(filled(p.Out), p.table.GemmCols) }

// TurnTasks is the number of tasks of [Plan.Turn].
func (p *Plan) TurnTasks() int {
	if p.Pixels {
		return 0
	}
	return impl.CeilDiv(filled(p.In), p.table.GemmCols)
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
	return positions * (channels*columns + impl.CeilDiv(columns, p.table.GemmCols)*Block)
}

// Pack prepares one of the [Plan.PackTasks] parts of the weights for [Plan.Forward].
// Parts may be prepared at once.
func (p *Plan) Pack(part int, weights []float32) {
	w := stripeAt(p.table, part*p.table.GemmCols, filled(p.Out))
	if p.Winograd() {
		p.packTiles(w, p.fill(weights))
		return
	}
	dst := p.packed[w.from*p.forwardTerms():]
	for term := range p.forwardTerms() { // in the order of a gradient's rows
		to := dst[term*w.width:][:w.width]
		clear(to)
		if row := p.WeightRow(term); row >= 0 {
			copy(to, weights[row*p.Out+min(w.from, p.Out):(row+1)*p.Out])
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
	w := stripeAt(p.table, part*p.table.GemmCols, filled(p.In))
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
