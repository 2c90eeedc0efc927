package impl_test

import (
	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// gemmCall is a call of Gemm, but for its operands.
type gemmCall struct {
	height, width int
	args          impl.GemmArgs
	runs          []impl.GemmRun // ended by one of no terms
}

func (g gemmCall) String() string {
	x := g.args
	return fmt.Sprintf("%d×%d, %d tiles, %d strips, runs %v, A %d %d %d %d, B %d %d, C %d %d %d, alpha %v, beta %d", g.height, g.width,
		x.Tiles, x.Strips, g.runs, x.ARow, x.ACol, x.ATile, x.AStrip, x.BRow, x.BStrip, x.CRow, x.CBlock, x.CStrip, x.Alpha, x.Beta)
}

// newGemmCall draws a call for tiles of the given size. What lies between the elements is
// drawn too: nothing, or a few elements.
func newGemmCall(height, width int, r *portable.Rand) gemmCall {
	g := gemmCall{height: height, width: width}
	pad := func() int { return r.IntN(2) * r.IntN(5) }
	for range 1 + r.IntN(3) {
		g.runs = append(g.runs, impl.GemmRun{Terms: 1 + r.IntN(10), ASkip: pad(), BSkip: pad()})
	}
	g.runs = append(g.runs, impl.GemmRun{})
	x := &g.args
	x.Tiles, x.Strips = 1+r.IntN(3), 1+r.IntN(3)
	x.Alpha, x.Beta = []float32{1, 0.7, -2}[r.IntN(3)], r.IntN(2)
	g.placeA(r.IntN(4), pad)
	x.BRow = width + pad()
	x.BStrip = r.IntN(2) * (g.lastTerm(x.BRow, false) + width + pad())
	x.BAhead = r.IntN(3) * (r.IntN(1000) - 500)
	g.placeC(r.IntN(3), pad)
	return g
}

// placeA lets the terms of a row lie side by side, the rows of a term, or, tile by tile, of
// a packed operand, or nothing.
func (g *gemmCall) placeA(layout int, pad func() int) {
	x, rows := &g.args, g.height*g.args.Tiles
	switch layout {
	case 0:
		x.ACol = 1
		x.ARow = g.lastTerm(1, true) + 1 + pad()
		x.ATile = g.height * x.ARow
	case 1:
		x.ACol, x.ARow, x.ATile = rows+pad(), 1, g.height
	case 2:
		x.ACol, x.ARow = g.height, 1
		x.ATile = g.lastTerm(x.ACol, true) + g.height
	default:
		x.ACol = 2 + pad()
		x.ARow = g.lastTerm(x.ACol, true) + 1 + pad()
		x.ATile = g.height*x.ARow + pad()
	}
	if pad() > 0 {
		x.AStrip = (x.Tiles-1)*x.ATile + (g.height-1)*x.ARow + g.lastTerm(x.ACol, true) + 1 + pad()
	}
}

// placeC lets the strips lie below each other, beside each other or at the same place, and
// the blocks of 16 columns beside each other or in planes.
func (g *gemmCall) placeC(layout int, pad func() int) {
	x, rows := &g.args, g.height*g.args.Tiles
	x.CRow, x.CBlock = g.width+pad(), impl.ChannelBlock
	switch layout {
	case 0:
		x.CStrip = rows*x.CRow + pad()
	case 1:
		x.CStrip = g.width + pad()
		x.CRow = x.Strips*x.CStrip + pad()
	}
	if pad() > 0 {
		x.CRow = min(g.width, impl.ChannelBlock) + pad()
		x.CBlock = rows*x.CRow + pad()
		x.CStrip = min(x.CStrip, 1) * g.blocks() * x.CBlock
	}
}

func (g gemmCall) blocks() int { return impl.CeilDiv(g.width, impl.ChannelBlock) }

// lastTerm returns how far the last term is from the first, step elements from one to
// the next within a run.
func (g gemmCall) lastTerm(step int, ofA bool) int {
	at, last := 0, 0
	for _, run := range g.runs[:len(g.runs)-1] {
		last = at + (run.Terms-1)*step
		at += run.Terms * step
		if ofA {
			at += run.ASkip
		} else {
			at += run.BSkip
		}
	}
	return last
}

// lengths returns the number of elements of A, B and C from the first used to the last.
func (g gemmCall) lengths() [3]int {
	x := g.args
	return [3]int{
		(x.Strips-1)*x.AStrip + (x.Tiles-1)*x.ATile + (g.height-1)*x.ARow + g.lastTerm(x.ACol, true) + 1,
		(x.Strips-1)*x.BStrip + g.lastTerm(x.BRow, false) + g.width,
		(x.Strips-1)*x.CStrip + (g.height*x.Tiles-1)*x.CRow + (g.blocks()-1)*x.CBlock + min(g.width, impl.ChannelBlock),
	}
}

// reference computes C by Gemm's twin, 16 columns after the other.
func (g gemmCall) reference(a, b, c []float32) {
	x := g.args
	for block := range g.blocks() {
		x.A, x.B, x.C, x.Runs = &a[0], &b[block*impl.ChannelBlock], &c[block*x.CBlock], &g.runs[0]
		impl.GemmTiles(min(g.width, impl.ChannelBlock), g.height, &x)
	}
}

// compare calls the backend's Gemm and compares everything with the twin's.
func (g gemmCall) compare(t *testing.T, table *impl.Table, m [3][]float32) bool {
	t.Helper()
	a, b, c := m[0], m[1], m[2]
	want, beforeA, beforeB := slices.Clone(c), slices.Clone(a), slices.Clone(b)
	g.reference(a, b, want)
	x := g.args
	if g.width < table.GemmCols {
		x.Narrow = 1
	}
	x.A, x.B, x.C, x.Runs = &a[0], &b[0], &c[0], &g.runs[0]
	runs := slices.Clone(g.runs)
	table.Gemm(g.height, (*int)(unsafe.Pointer(&x)))
	for i := range c {
		if !kerneltest.SameBits(c[i], want[i]) {
			t.Errorf("%v: element %d of C is %v, want %v", g, i, c[i], want[i])
			return false
		}
	}
	if !slices.EqualFunc(a, beforeA, kerneltest.SameBits) || !slices.EqualFunc(b, beforeB, kerneltest.SameBits) || !slices.Equal(runs, g.runs) {
		t.Errorf("%v: an operand has changed", g)
		return false
	}
	return true
}

// eachGemmCall draws calls for tiles of every height until f returns false.
func eachGemmCall(table *impl.Table, rounds int, r *portable.Rand, f func(g gemmCall) bool) {
	for range rounds {
		for height := 1; height <= table.GemmRows; height++ {
			if !f(newGemmCall(height, table.GemmCols, r)) {
				return
			}
		}
		for height := 1; height <= table.GemmNarrowRows && table.GemmCols > impl.ChannelBlock; height++ {
			if !f(newGemmCall(height, impl.ChannelBlock, r)) {
				return
			}
		}
	}
}

func TestGemmBackendsEqual(t *testing.T) {
	pools := []*kerneltest.Pool{kerneltest.Ordinary(), kerneltest.Ordinary(), kerneltest.Odd()}
	kerneltest.OnEach(t, func(t *testing.T, table *impl.Table) {
		r := portable.NewRand(51)
		offset := 0
		eachGemmCall(table, 60, r, func(g gemmCall) bool {
			offset++
			n := g.lengths()
			s := pools[offset%3].Slices(offset, n[:], r)
			return g.compare(t, table, [3][]float32(s))
		})
	})
}
