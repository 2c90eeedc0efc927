package conv

import (
	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/panel"
)

// A direct product has a row for each pixel of a lattice, a term for each tap and
// channel, and reads the taps where they lie: a tap's channels are a run of terms.

// A lattice says where the pixels of a product lie in an image: row r, column q at
// first + r·row + q·pixel.
type lattice struct{ first, row, pixel int }

// A chain is some terms of each pixel's sum: from where they begin, ahead of a pixel's
// own place, in runs.
type chain struct {
	first, terms int
	runs         []impl.GemmRun
}

// span is a stretch of elements that lie side by side.
type span struct{ at, size int }

// chainOf returns the chain that meets spans one after the other.
func chainOf(spans []span) chain {
	c := chain{first: spans[0].at}
	end := c.first
	for _, s := range spans {
		if n := len(c.runs); n > 0 {
			c.runs[n-1].ASkip = s.at - end
		}
		c.runs = append(c.runs, impl.GemmRun{Terms: s.size})
		c.terms += s.size
		end = s.at + s.size
	}
	return c
}

// forwardChains are the sums of the direct forward product over x.
func (p *Plan) forwardChains(x Maps) []chain {
	var all []chain
	var spans []span
	for block := range x.Blocks() {
		for row := range p.Kernel {
			spans = append(spans, span{block*x.Plane() + row*x.Pitch(), p.Kernel * x.Side})
			if p.Pixels && x.Side*p.taps() > pixelTerms {
				all, spans = append(all, chainOf(spans)), nil
			}
		}
		if len(spans) > 0 && ((block+1)%sumBlocks(p.taps()) == 0 || block+1 == x.Blocks()) {
			all, spans = append(all, chainOf(spans)), nil
		}
	}
	return all
}

func (p *Plan) taps() int { return p.Kernel * p.Kernel }

// forwardTerms is the number of terms of a pixel's sum, those that meet channels which
// fill up a block among them.
func (p *Plan) forwardTerms() int {
	if p.Pixels {
		return p.taps() * p.In
	}
	return p.taps() * filled(p.In)
}

// inputLattice is where an output pixel's first tap lies in x.
func (p *Plan) inputLattice(x Maps) lattice {
	pad := p.Kernel / 2
	return lattice{x.At(0, 0, -pad, -pad), p.Stride * x.Pitch(), p.Stride * x.Side}
}

// sum is a product over a lattice: y ← chains over x, or y += with add.
type sum struct {
	x, y       Maps
	from, to   lattice // in x and in y
	rows, cols int
	chains     []chain
	weights    []float32 // in panels, each with rows for all terms
	terms      int
	add        bool
}

// columns computes the output channels [from, to), whole blocks.
func (s *sum) columns(t *impl.Table, from, to int) {
	p := panel.Take()
	p.Strips, p.AStrip, p.CStrip = s.rows, s.from.row, s.to.row
	p.CRow, p.CBlock = s.to.pixel, s.y.Plane()
	for w := stripeAt(t, from, to); w.width > 0; w = w.next(t, to) {
		p.Narrow = narrow(w)
		p.BRow = w.width
		weights := s.weights[w.from*s.terms:]
		for i, c := range s.chains {
			p.SetRuns(c.runs...)
			if p.Beta = 1; i == 0 && !s.add {
				p.Beta = 0
			}
			for image := range s.x.Images {
				a := s.x.Data[image*s.x.Image()+s.from.first+c.first:]
				y := s.y.Data[image*s.y.Image()+s.to.first+w.from/Block*s.y.Plane()+w.from%Block:]
				p.Multiply(t, s.cols, panel.Strided(a, s.from.pixel, 1), weights, y)
			}
			weights = weights[c.terms*w.width:]
		}
	}
	p.Give()
}

func narrow(p stripe) int {
	if p.narrow {
		return 1
	}
	return 0
}

func (p *Plan) forwardDirect(x, y Maps, from, to int) {
	s := sum{
		x: x, y: y, from: p.inputLattice(x), to: lattice{0, y.Pitch(), Block},
		rows: p.OutHeight(), cols: p.OutWidth(),
		chains: p.chains, weights: p.packed, terms: p.forwardTerms(),
	}
	s.columns(p.table, from, to)
}
