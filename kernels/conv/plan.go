package conv

import (
	"fmt"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// A Shape is that of a convolution without bias and with a padding of Kernel/2: a 1×1
// or 3×3 kernel at stride 1 or 2.
type Shape struct {
	Kernel, Stride int
	In, Out        int  // channels
	Height, Width  int  // of the input
	Pixels         bool // the input is images as they come, see [NewPixels]
}

// OutHeight is the height of the output.
func (s Shape) OutHeight() int { return impl.CeilDiv(s.Height, s.Stride) }

// OutWidth is the width of the output.
func (s Shape) OutWidth() int { return impl.CeilDiv(s.Width, s.Stride) }

// Winograd tells whether the products are made by F(2×2, 3×3) of Lavin & Gray 2016:
// always where it applies, which is at stride 1 with a kernel of 3×3 over blocks of
// channels.
func (s Shape) Winograd() bool { return s.Kernel == 3 && s.Stride == 1 && !s.Pixels }

func (s Shape) check() {
	if s.Kernel != 1 && s.Kernel != 3 || s.Stride != 1 && s.Stride != 2 {
		panic(fmt.Sprintf("conv: a %d×%d kernel at stride %d: kernels are 1×1 or 3×3, strides 1 or 2", s.Kernel, s.Kernel, s.Stride))
	}
	if s.In < 1 || s.Out < 1 || s.Height < 1 || s.Width < 1 {
		panic(fmt.Sprintf("conv: %d×%d pixels, %d channels to %d: sizes must be positive", s.Height, s.Width, s.In, s.Out))
	}
	if !s.countable() {
		panic(fmt.Sprintf("conv: %d×%d pixels, %d channels to %d: more elements than an int counts", s.Height, s.Width, s.In, s.Out))
	}
}

// A Plan computes a convolution and its gradients:
//
//	y = w * x              [Plan.Forward]
//	dx = turned w * dy     [Plan.InputGradient]
//	dw = x' dy             [Plan.WeightGradient]
//
// Its products may be made by several goroutines at once, each with a [Scratch] of its
// own and results that do not overlap; [Plan.Pack] and [Plan.Turn] come before.
type Plan struct {
	Shape
	table *impl.Table

	packed []float32 // the weights in panels of output channels
	turned []float32 // and in panels of input channels

	chains []chain // of the direct forward product
	phases []phase // and of the direct gradient of the input
}

// NewPlan returns a Plan without weights. It panics if the shape is none.
func NewPlan(s Shape) *Plan { return newPlan(impl.Active, s) }

func newPlan(t *impl.Table, s Shape) *Plan {
	s.check()
	p := &Plan{Shape: s, table: t}
	if s.Winograd() {
		return p
	}
	p.chains = p.forwardChains(p.Input(1))
	if !s.Pixels {
		p.phases = p.cutPhases()
	}
	return p
}

// Input returns the shape of the input of so many images.
func (p *Plan) Input(images int) Maps {
	if p.Pixels {
		return NewPixels(images, p.Height, p.Width, p.In)
	}
	return NewMaps(images, p.Height, p.Width, p.In, 1)
}

// Output returns the shape of the output, without a border.
func (p *Plan) Output(images int) Maps { return NewMaps(images, p.OutHeight(), p.OutWidth(), p.Out, 0) }

// Gradient returns the shape of the gradient of the output as the gradients of input
// and weights read it: with a border.
func (p *Plan) Gradient(images int) Maps {
	return NewMaps(images, p.OutHeight(), p.OutWidth(), p.Out, 1)
}

// A Scratch is the memory of one goroutine. The zero value is ready to use.
type Scratch struct {
	v, m, z   []float32 // transformed inputs, products, transformed gradients
	sum       []float32 // of a weight gradient, transformed
	stretches []stretch
	runs      []impl.GemmRun
}

// A stripe is the columns of a product that a panel covers.
type stripe struct {
	index, from, width int
	narrow             bool
}

// stripeAt returns the panel that begins at column from of those up to to, whole
// blocks. Parts of all columns have the panels of the whole if they begin at a multiple
// of Columns. Behind the last one the width is 0.
func stripeAt(t *impl.Table, from, to int) stripe {
	s := stripe{index: from / t.GemmCols, from: from, width: min(t.GemmCols, to-from)}
	s.narrow = s.width < t.GemmCols
	return s
}

// next returns the panel behind s.
func (s stripe) next(t *impl.Table, to int) stripe { return stripeAt(t, s.from+s.width, to) }

// Columns is what parts of a plan's channels come in multiples of, except the last:
// the widest panel.
const Columns = 32

// filled rounds channels up to whole blocks.
func filled(channels int) int { return impl.CeilDiv(channels, Block) * Block }
