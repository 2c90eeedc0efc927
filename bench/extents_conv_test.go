package bench

import (
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/conv"
)

const extentImages = 2

// convExtents are calls of kernels/conv, on 2 images of 4×4 pixels.
var convExtents = map[string]func(c *extentCalls){
	"conv.NewPlan": func(c *extentCalls) {
		for _, pixels := range []bool{false, true} {
			for stride := 1; stride <= 2; stride++ {
				for _, e := range extents() {
					for i, s := range []conv.Shape{
						{Kernel: 3, Stride: e, In: 1, Out: 1, Height: 4, Width: 4},
						{Kernel: e, Stride: stride, In: 1, Out: 1, Height: 4, Width: 4},
						{Kernel: 3, Stride: stride, In: e, Out: e, Height: 4, Width: 4},
						{Kernel: 1, Stride: stride, In: 1, Out: 1, Height: e, Width: e},
						{Kernel: 1, Stride: stride, In: e, Out: e, Height: e, Width: e},
					} {
						s.Pixels = pixels
						c.refused(void(func() { conv.NewPlan(s) }), "NewPlan, case %d, stride %d, %d", i, stride, e)
					}
				}
			}
		}
	},
	"conv.Maps.Size": func(c *extentCalls) {
		eachMaps(emptyMaps(0), func(m conv.Maps) {
			c.refused(func() error {
				if float64(m.Size()) < float64(m.Images)*float64(m.Height)*float64(m.Width)*float64(m.Channels) {
					return nil
				}
				return errors.New("an int holds it")
			}, "Size of %s", shownMaps(m))
		})
	},
	"conv.Maps.Slice": func(c *extentCalls) {
		m := filledMaps(0)
		for _, e := range extents() {
			c.refused(void(func() { m.Slice(e, e) }), "Slice(%d, %d)", e, e)
			c.refused(void(func() { m.Slice(0, e) }), "Slice(0, %d)", e)
		}
	},
	"conv.Activate": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) { conv.Activate(m[0], m[1], ones(16), ones(16), from, to) }, 2)
	},
	"conv.ActivateSum": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) { conv.ActivateSum(m[0], m[1], m[2], ones(16), ones(16), from, to) }, 3)
	},
	"conv.ActivatePair": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) {
			conv.ActivatePair(m[0], m[1], m[2], ones(16), ones(16), ones(16), from, to)
		}, 3)
	},
	"conv.Differentiate": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) {
			conv.Differentiate(m[0], m[1], m[2], ones(16), ones(16), ones(16), from, to)
		}, 3)
	},
	"conv.Moments": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) { conv.Moments(m[0], ones(32), ones(32), from, to) }, 1)
	},
	"conv.Rectify": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) { conv.Rectify(m[0], m[1], m[2], ones(32), ones(32), from, to) }, 3)
	},
	"conv.RectifyPair": func(c *extentCalls) {
		planes(c, func(m [4]conv.Maps, from, to int) {
			conv.RectifyPair(m[0], m[1], m[2], m[3], ones(32), ones(32), ones(32), from, to)
		}, 4)
	},
	"conv.Plan.Forward": func(c *extentCalls) {
		eachPlan(func(p *conv.Plan) {
			x, y := withData(p.Input(extentImages)), withData(p.Output(extentImages))
			convolutions(c, x, y, func(x, y conv.Maps) { p.Forward(new(conv.Scratch), x, y, 0, 16) })
			for _, e := range extents() {
				c.refused(void(func() { p.Forward(new(conv.Scratch), x, y, 0, e&^15) }), "channels up to %d", e)
				c.refused(void(func() { p.Forward(new(conv.Scratch), x, y, e&^15, 16) }), "channels from %d", e)
			}
		})
	},
	"conv.Plan.InputGradient": func(c *extentCalls) {
		eachPlan(func(p *conv.Plan) {
			dy, dx := withData(p.Gradient(extentImages)), filledMaps(0)
			convolutions(c, dy, dx, func(dy, dx conv.Maps) { p.InputGradient(new(conv.Scratch), dy, dx, false, 0, 16) })
			for _, e := range extents() {
				c.refused(void(func() { p.InputGradient(new(conv.Scratch), dy, dx, true, 0, e&^15) }), "channels up to %d", e)
			}
		})
	},
	"conv.Plan.WeightGradient": func(c *extentCalls) {
		eachPlan(func(p *conv.Plan) {
			x, dy, dw := withData(p.Input(extentImages)), withData(p.Gradient(extentImages)), ones(p.GradientSize())
			add := func(x, dy conv.Maps, part conv.Part) {
				p.WeightGradient(new(conv.Scratch), x, dy, part, dw, true, true)
			}
			convolutions(c, x, dy, func(x, dy conv.Maps) { add(x, dy, p.Whole()) })
			for _, e := range extents() {
				for _, part := range []conv.Part{
					{C0: e, C1: 16, K0: 0, K1: 16}, {C0: 0, C1: e, K0: 0, K1: 16},
					{C0: 0, C1: 16, K0: e, K1: 16}, {C0: 0, C1: 16, K0: 0, K1: e}, {C0: 0, C1: e, K0: 0, K1: e},
				} {
					c.refused(void(func() { add(x, dy, part) }), "part %v", part)
				}
			}
		})
	},
}

// eachPlan calls f for a convolution by Winograd's tiles and a direct one.
func eachPlan(f func(p *conv.Plan)) {
	for _, kernel := range []int{1, 3} {
		p := conv.NewPlan(conv.Shape{Kernel: kernel, Stride: 1, In: 16, Out: 16, Height: 4, Width: 4})
		p.Reserve(true)
		weights := ones(kernel * kernel * 256)
		for part := range p.PackTasks() {
			p.Pack(part, weights)
		}
		for part := range p.TurnTasks() {
			p.Turn(part, weights)
		}
		f(p)
	}
}

// convolutions calls a function with maps out of place.
func convolutions(c *extentCalls, x, y conv.Maps, f func(x, y conv.Maps)) {
	eachMaps(x, func(bad conv.Maps) { c.refused(void(func() { f(bad, y) }), "x of %s", shownMaps(bad)) })
	eachMaps(y, func(bad conv.Maps) { c.refused(void(func() { f(x, bad) }), "y of %s", shownMaps(bad)) })
	eachMaps(x, func(bad conv.Maps) {
		other := bad
		other.Border, other.Data = y.Border, y.Data
		c.refused(void(func() { f(bad, other) }), "both of %s", shownMaps(bad))
	})
}

// planes calls a pass over n maps with each of them, and all, out of place, and with
// blocks that are none.
func planes(c *extentCalls, f func(m [4]conv.Maps, from, to int), n int) {
	good := filledMaps(0)
	eachMaps(good, func(bad conv.Maps) {
		c.refused(void(func() { f([4]conv.Maps{bad, bad, bad, bad}, 0, 1) }), "all of %s", shownMaps(bad))
		for i := range n {
			m := [4]conv.Maps{good, good, good, good}
			m[i] = bad
			c.refused(void(func() { f(m, 0, 1) }), "maps %d of %s", i, shownMaps(bad))
		}
	})
	for _, e := range extents() {
		from, to := min(e, 0), max(e, 1)
		c.refused(void(func() { f([4]conv.Maps{good, good, good, good}, from, to) }), "blocks %d up to %d", from, to)
	}
}

// eachMaps calls f for maps with sizes of m replaced by ones that no memory has.
func eachMaps(m conv.Maps, f func(m conv.Maps)) {
	fields := func(m *conv.Maps) []*int {
		return []*int{&m.Images, &m.Height, &m.Width, &m.Channels, &m.Border, &m.Side}
	}
	for _, e := range extents() {
		for i := range fields(&m) {
			for j := range i + 1 {
				bad := m
				*fields(&bad)[i], *fields(&bad)[j] = e, e
				f(bad)
			}
		}
	}
}

func emptyMaps(border int) conv.Maps { return conv.NewMaps(extentImages, 4, 4, 16, border) }

func filledMaps(border int) conv.Maps { return withData(emptyMaps(border)) }

func withData(m conv.Maps) conv.Maps {
	m.Data = ones(m.Size())
	return m
}

func shownMaps(m conv.Maps) string {
	return fmt.Sprintf("%d images of %d×%d×%d, border %d, side %d, over %d elements",
		m.Images, m.Height, m.Width, m.Channels, m.Border, m.Side, len(m.Data))
}
