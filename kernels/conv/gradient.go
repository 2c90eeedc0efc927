package conv

import (
	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/panel"
)

// A Part is a rectangle of a gradient of the weights: input channels [C0, C1) and
// output channels [K0, K1), whole blocks.
type Part struct{ C0, C1, K0, K1 int }

// Whole returns the part that is all.
func (p *Plan) Whole() Part {
	if p.Pixels {
		return Part{0, p.In, 0, filled(p.Out)}
	}
	return Part{0, filled(p.In), 0, filled(p.Out)}
}

// GradientSize is the number of elements of a gradient of the weights in the order of
// [Plan.WeightGradient]: rows of Out values, filled up to whole blocks.
func (p *Plan) GradientSize() int { return p.gradientRows() * filled(p.Out) }

func (p *Plan) gradientRows() int {
	if p.Winograd() {
		return p.taps() * p.tapRows()
	}
	return p.forwardTerms()
}

// tapRows is the number of rows from a tap to the next in a gradient by Winograd's
// tiles: one more than there are channels, so that nine taps which are written together
// do not meet in one set of the cache.
func (p *Plan) tapRows() int { return filled(p.In) + 1 }

// WeightRow returns the row of the weights, tap·In + channel, whose values are row r of
// a gradient in the order of [Plan.WeightGradient], or -1 if r stands for none.
func (p *Plan) WeightRow(r int) int {
	switch {
	case p.Pixels:
		return r
	case p.Winograd():
		return p.weightRow(r/p.tapRows(), r%p.tapRows())
	}
	return p.weightRow(r/Block%p.taps(), r/Block/p.taps()*Block+r%Block)
}

func (p *Plan) weightRow(tap, channel int) int {
	if channel >= p.In {
		return -1
	}
	return tap*p.In + channel
}

// WeightGradient adds a part of the gradient of the weights over a group of images,
// x and dy, to dw, or sets dw with first. last ends a range of groups; until then dw
// holds nothing of use where the sum is kept transformed in s, which must be the same
// for all groups of the range.
func (p *Plan) WeightGradient(s *Scratch, x, dy Maps, part Part, dw []float32, first, last bool) {
	x.checkLike("WeightGradient", p.Input(1), x.Images)
	dy.checkLike("WeightGradient", p.Gradient(1), x.Images)
	p.checkPart(part, dw)
	if !p.Winograd() {
		p.weightDirect(s, x, dy, part, dw, first)
		return
	}
	s.sum = matrix.Grow(s.sum, positions*part.plane())
	rows, cols := p.tiles()
	s.stretches = cut(s.stretches[:0], x.Images, rows, cols, gradientTerms)
	for i, st := range s.stretches {
		tiles := st.images * st.rows * cols
		p.transform(s, x, st, part.C0, part.C1)
		p.transformGradient(s, dy, st, part)
		p.addTiles(s, tiles, part, first && i == 0)
	}
	if last {
		p.restoreGradient(s, part, dw)
	}
}

// plane is the distance of a position's sums from the next's.
func (part Part) plane() int { return plane((part.C1 - part.C0) * (part.K1 - part.K0)) }

// transformGradient writes A dY Aᵀ for every tile of st to s.z: [position][tile][channel].
func (p *Plan) transformGradient(s *Scratch, dy Maps, st stretch, part Part) {
	_, cols := p.tiles()
	pitch := tilePitch(part.K1 - part.K0)
	plane := plane(st.images * st.rows * cols * pitch)
	s.z = matrix.Grow(s.z, positions*plane)
	for k := part.K0; k < part.K1; k += Block {
		p.table.WinogradGradient(&s.z[k-part.K0], plane, pitch, &dy.Data[dy.At(st.image, k/Block, 2*st.row, 0)],
			dy.Pitch(), dy.Image(), st.images, st.rows, cols)
	}
}

// addTiles adds Σ_t V_tᵀ Z_t over the tiles to s.sum, for each position.
func (p *Plan) addTiles(s *Scratch, tiles int, part Part, first bool) {
	c, k := part.C1-part.C0, part.K1-part.K0
	call := panel.Take()
	call.Strips, call.AStrip, call.BStrip, call.CStrip = positions, plane(tiles*tilePitch(c)), plane(tiles*tilePitch(k)), part.plane()
	call.CRow, call.BRow = k, tilePitch(k)
	if call.Beta = 1; first {
		call.Beta = 0
	}
	call.Terms(tiles)
	for w := stripeAt(p.table, 0, k); w.width > 0; w = w.next(p.table, k) {
		call.Narrow = narrow(w)
		call.Multiply(p.table, c, panel.Strided(s.v, 1, tilePitch(c)), s.z[w.from:], s.sum[w.from:])
	}
	call.Give()
}

// restoreGradient writes Gᵀ dU G to dw.
func (p *Plan) restoreGradient(s *Scratch, part Part, dw []float32) {
	out := filled(p.Out)
	k := part.K1 - part.K0
	for i := range part.C1 - part.C0 {
		p.table.WinogradWeightGradient(&dw[(part.C0+i)*out+part.K0], p.tapRows()*out, &s.sum[i*k], part.plane(), k)
	}
}

// weightDirect adds Σ x' dy: for each row of the kernel the taps and channels that lie
// side by side are the rows of a product, whose terms are pixels.
func (p *Plan) weightDirect(s *Scratch, x, dy Maps, part Part, dw []float32, first bool) {
	out := filled(p.Out)
	rows := p.Kernel * x.Side
	call := panel.Take()
	call.Strips, call.AStrip, call.CStrip = p.Kernel, x.Pitch(), rows*out
	call.CRow, call.BRow = out, Block
	if call.Beta = 1; first {
		call.Beta = 0
	}
	taps := p.inputLattice(x)
	call.AAhead = taps.pixel // the tile below is the next tap of the same pixels
	s.stretches = cut(s.stretches[:0], x.Images, p.OutHeight(), p.OutWidth(), gradientTerms)
	for _, st := range s.stretches {
		s.runs = p.pixelRuns(s.runs[:0], x, dy, st)
		call.SetRuns(s.runs...)
		for c := part.C0; c < part.C1; c += x.Side {
			block := c / x.Side
			a := x.Data[st.image*x.Image()+block*x.Plane()+taps.first+st.row*taps.row:]
			for k := part.K0; k < part.K1; k += Block {
				b := dy.Data[dy.At(st.image, k/Block, st.row, 0):]
				to := dw[block*p.Kernel*rows*out+k:]
				for w := stripeAt(p.table, 0, Block); w.width > 0; w = w.next(p.table, Block) {
					call.Narrow = narrow(w)
					call.Multiply(p.table, rows, panel.Strided(a, 1, taps.pixel), b[w.from:], to[w.from:])
				}
			}
		}
		call.Beta = 1
	}
	call.Give()
}

// pixelRuns appends the terms of a chain of a direct weight gradient: output rows.
func (p *Plan) pixelRuns(runs []impl.GemmRun, x, dy Maps, st stretch) []impl.GemmRun {
	taps, n := p.inputLattice(x), p.OutWidth()
	for image := range st.images {
		if image > 0 {
			last := &runs[len(runs)-1]
			last.ASkip += x.Image() - st.rows*taps.row
			last.BSkip += dy.Image() - st.rows*dy.Pitch()
		}
		for range st.rows {
			runs = append(runs, impl.GemmRun{Terms: n, ASkip: taps.row - n*taps.pixel, BSkip: dy.Pitch() - n*Block})
		}
	}
	return runs
}
