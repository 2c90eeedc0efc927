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

// planeCase is a kernel of planes. planes and pixels have a letter for each
// plane and for each pixel among the arguments: w if it is written, r if it is
// only read.
type planeCase struct {
	name           string
	planes, pixels string
	inPlace        bool // the first plane may be any of the others
	run            func(b *impl.Table, p []planeArg, rows, cols int, v []*float32)
}

// planeArg is a plane as a kernel takes it.
type planeArg struct {
	at    *float32
	pitch int
}

var planeCases = []planeCase{
	{"Produce", "wr", "rr", true, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.Produce(p[0].at, p[0].pitch, p[1].at, p[1].pitch, rows, cols, v[0], v[1])
	}},
	{"ProduceAdd", "wrr", "rr", true, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.ProduceAdd(p[0].at, p[0].pitch, p[1].at, p[1].pitch, p[2].at, p[2].pitch, rows, cols, v[0], v[1])
	}},
	{"ProduceTwo", "wrr", "rrr", true, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.ProduceTwo(p[0].at, p[0].pitch, p[1].at, p[1].pitch, p[2].at, p[2].pitch, rows, cols, v[0], v[1], v[2])
	}},
	{"Differentiate", "wrr", "rrr", true, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.Differentiate(p[0].at, p[0].pitch, p[1].at, p[1].pitch, p[2].at, p[2].pitch, rows, cols, v[0], v[1], v[2])
	}},
	{"Moments", "r", "ww", false, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.Moments(p[0].at, p[0].pitch, rows, cols, v[0], v[1])
	}},
	{"Rectify", "wrr", "ww", false, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.Rectify(p[0].at, p[0].pitch, p[1].at, p[1].pitch, p[2].at, p[2].pitch, rows, cols, v[0], v[1])
	}},
	{"RectifyTwo", "wrrr", "www", false, func(b *impl.Table, p []planeArg, rows, cols int, v []*float32) {
		b.RectifyTwo(p[0].at, p[0].pitch, p[1].at, p[1].pitch, p[2].at, p[2].pitch, p[3].at, p[3].pitch, rows, cols, v[0], v[1], v[2])
	}},
}

// planeCall is a kernel with the memory of its arguments: that of the planes
// begins and ends at them, or has more on both sides.
type planeCall struct {
	planeCase
	rows, cols int
	pitches    []int
	memory     [][]float32 // of the planes, then of the pixels
	margin     int         // elements ahead of each argument
}

// newPlaneCall draws pitches beyond what a row takes, by pad at most. place
// returns memory i, of n elements.
func newPlaneCall(k planeCase, rows, cols, pad, margin int, r *portable.Rand, place func(i, n int) []float32) planeCall {
	c := planeCall{planeCase: k, rows: rows, cols: cols, margin: margin}
	for i := range k.planes {
		pitch := cols*impl.ChannelBlock + r.IntN(pad+1)
		n := 0
		if rows*cols > 0 {
			n = (rows-1)*pitch + cols*impl.ChannelBlock
		}
		c.pitches = append(c.pitches, pitch)
		c.memory = append(c.memory, place(i, n+2*margin))
	}
	for i := range k.pixels {
		c.memory = append(c.memory, place(len(k.planes)+i, impl.ChannelBlock+2*margin))
	}
	return c
}

// call runs the kernel of b on memory.
func (c planeCall) call(b *impl.Table, memory [][]float32) {
	at := make([]*float32, len(memory))
	for i, m := range memory {
		at[i] = unsafe.SliceData(m[c.margin:])
	}
	args := make([]planeArg, len(c.planes))
	for i, pitch := range c.pitches {
		args[i] = planeArg{at[i], pitch}
	}
	c.run(b, args, c.rows, c.cols, at[len(args):])
}

// compare runs the kernel with the generic backend on copies and with b in
// place, and reports a difference anywhere in memory. It returns false if there
// is one.
func (c planeCall) compare(t *testing.T, b *impl.Table) bool {
	t.Helper()
	want := clones(c.memory)
	c.call(impl.Generic, want)
	c.call(b, c.memory)
	return sameMemory(t, fmt.Sprintf("%s of %d×%d, pitches %v", c.name, c.rows, c.cols, c.pitches), c.memory, want)
}

// clones copies memory. What is the same memory as the first stays so.
func clones(memory [][]float32) [][]float32 {
	copies := make([][]float32, len(memory))
	for i, m := range memory {
		if copies[i] = slices.Clone(m); unsafe.SliceData(m) == unsafe.SliceData(memory[0]) {
			copies[i] = copies[0]
		}
	}
	return copies
}

func sameMemory(t *testing.T, what string, got, want [][]float32) bool {
	t.Helper()
	for i := range got {
		for j, v := range got[i] {
			if !kerneltest.SameBits(v, want[i][j]) {
				t.Errorf("%s: element %d of %d of memory %d is %x after the call, not %x", what, j, len(got[i]), i, v, want[i][j])
				return false
			}
		}
	}
	return true
}

// eachPlaneShape runs test for every shape up to 9×9 and one that is longer,
// until it returns false.
func eachPlaneShape(test func(rows, cols int) bool) {
	for rows := range 10 {
		for cols := range 10 {
			if !test(rows, cols) {
				return
			}
		}
	}
	test(2, 37)
}

func TestPlaneBackendsEqual(t *testing.T) {
	pools := []*kerneltest.Pool{kerneltest.Ordinary(), kerneltest.Odd()}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(21)
		for _, k := range planeCases {
			eachPlaneShape(func(rows, cols int) bool {
				p := pools[(rows+cols)%2]
				return newPlaneCall(k, rows, cols, 40, 19, r, func(i, n int) []float32 {
					return p.Slices(3*rows+i, []int{n}, r)[0]
				}).compare(t, b)
			})
		}
	})
}

func TestPlaneBackendsEqualInPlace(t *testing.T) {
	p := kerneltest.Ordinary()
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(22)
		for _, k := range planeCases {
			for shared := 1; k.inPlace && shared < len(k.planes); shared++ {
				eachPlaneShape(func(rows, cols int) bool {
					c := newPlaneCall(k, rows, cols, 0, 0, r, func(i, n int) []float32 { return p.Slices(i, []int{n}, r)[0] })
					c.memory[0] = c.memory[shared]
					return c.compare(t, b)
				})
			}
		}
	})
}

// The twins write all of the planes and pixels that they should, and nothing
// else. All operands are -1, so that no result is what was there before.
func TestPlaneTwinsWriteTheirPlanes(t *testing.T) {
	const before = 0x1.234p+88
	r := portable.NewRand(23)
	for _, k := range planeCases {
		eachPlaneShape(func(rows, cols int) bool {
			c := newPlaneCall(k, rows, cols, 40, 19, r, func(i, n int) []float32 {
				return slices.Repeat([]float32{map[byte]float32{'r': -1, 'w': before}[(k.planes + k.pixels)[i]]}, n)
			})
			copies := clones(c.memory)
			c.call(impl.Generic, c.memory)
			for i, m := range c.memory {
				for j, v := range m {
					if got, want := v != copies[i][j], c.writes(i, j); got != want {
						t.Errorf("%s of %d×%d: argument %d: element %d is written: %v", k.name, rows, cols, i, j, got)
						return false
					}
				}
			}
			return true
		})
	}
}

// writes reports whether the kernel writes element j of memory i.
func (c planeCall) writes(i, j int) bool {
	j -= c.margin
	switch {
	case (c.planes + c.pixels)[i] == 'r' || j < 0:
		return false
	case i >= len(c.planes):
		return j < impl.ChannelBlock
	}
	return c.cols > 0 && j/c.pitches[i] < c.rows && j%c.pitches[i] < c.cols*impl.ChannelBlock
}
