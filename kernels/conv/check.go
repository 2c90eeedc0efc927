package conv

import (
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Assembly reads and writes where a shape says: what it is given lies within the
// slices, or a check of this file has panicked. The checks cost the same for maps of
// any size.

// spare is more than what a size is rounded up by: to even numbers with a border, to
// whole blocks and panels, or from a tap's rows to the next.
const spare = 4 * Block

// countable tells whether ints count all elements of a plan: its weights, transformed
// as well, and the maps of an image.
func (s Shape) countable() bool {
	if max(s.In, s.Out, s.Height, s.Width) > math.MaxInt-spare {
		return false
	}
	_, weights := impl.Product(positions, s.In+spare, s.Out+spare)
	_, maps := impl.Product(s.Height+spare, s.Width+spare, max(s.In, s.Out)+spare)
	return weights && maps
}

// checkLike panics unless m has the memory for its images and, but for their number,
// the shape of like.
func (m Maps) checkLike(function string, like Maps, images int) {
	like.Images = images
	if m.Images != images || m.shape() != like.shape() {
		panic(fmt.Sprintf("conv: %s: maps of %v, must be of %v", function, m.shape(), like.shape()))
	}
	m.checkData(function)
}

// shape returns what tells where m's elements lie.
func (m Maps) shape() [6]int {
	return [6]int{m.Images, m.Height, m.Width, m.Channels, m.Border, m.Side}
}

// checkData panics unless m has the memory for its images.
func (m Maps) checkData(function string) {
	if n := m.Size(); len(m.Data) < n {
		panic(fmt.Sprintf("conv: %s: %d elements, maps of %v take %d", function, len(m.Data), m.shape(), n))
	}
}

// checkPlanes panics unless the maps have the memory for their images, all of the same
// pixels and channels in blocks, of which there are those from from up to to.
func checkPlanes(function string, from, to int, m Maps, others ...Maps) {
	m.checkData(function)
	if m.Side != Block || from < 0 || to < from || to > m.Blocks() {
		panic(fmt.Sprintf("conv: %s: blocks %d up to %d of maps of %v", function, from, to, m.shape()))
	}
	for _, o := range others {
		like := m
		like.Border = o.Border
		o.checkLike(function, like, m.Images)
	}
}

// checkChannels panics unless channels from from up to to are whole blocks of count.
func checkChannels(function string, from, to, count int) {
	if from < 0 || to < from || to > filled(count) || from%Block != 0 || to%Block != 0 {
		panic(fmt.Sprintf("conv: %s: channels %d up to %d of %d", function, from, to, count))
	}
}

// checkPart panics unless part is one of the plan's gradient of the weights, and dw has
// the memory for that.
func (p *Plan) checkPart(part Part, dw []float32) {
	all := p.Whole()
	if part.C0 < 0 || part.C1 < part.C0 || part.C1 > all.C1 || part.K0 < 0 || part.K1 < part.K0 || part.K1 > all.K1 || len(dw) < p.GradientSize() {
		panic(fmt.Sprintf("conv: WeightGradient: part %v of %v into %d elements of %d", part, all, len(dw), p.GradientSize()))
	}
}
