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

// winogradShape is the tiles of a call and the strides of its arguments.
type winogradShape struct {
	images, rows, cols int
	pitch, image       int // of pixels
	plane, tile        int // of positions
	border             int // rows and columns of pixels beyond the tiles' outputs
}

// newWinogradShape draws strides, by pad at most larger than they must be.
func newWinogradShape(images, rows, cols, border, pad int, r *portable.Rand) winogradShape {
	s := winogradShape{images: images, rows: rows, cols: cols, border: border}
	s.pitch = (2*cols+border)*impl.ChannelBlock + r.IntN(pad+1)
	s.image = (2*rows+border)*s.pitch + r.IntN(pad+1)
	s.tile = impl.ChannelBlock + r.IntN(pad+1)
	s.plane = s.tiles()*s.tile + r.IntN(pad+1)
	return s
}

func (s winogradShape) tiles() int { return s.images * s.rows * s.cols }

// pixels returns the number of elements from the first pixel to the last.
func (s winogradShape) pixels() int {
	if s.tiles() == 0 {
		return 0
	}
	return (s.images-1)*s.image + (2*s.rows+s.border-1)*s.pitch + (2*s.cols+s.border)*impl.ChannelBlock
}

// positions returns the number of elements from the first position to the last.
func (s winogradShape) positions() int {
	if s.tiles() == 0 {
		return 0
	}
	return 15*s.plane + (s.tiles()-1)*s.tile + impl.ChannelBlock
}

// weights returns how many weights there are, their taps plane elements apart.
func (s winogradShape) weights() int { return s.tiles() * impl.ChannelBlock }

// taps returns the number of elements from the first of so many taps to the last.
func (s winogradShape) taps(n int) int {
	if s.tiles() == 0 {
		return 0
	}
	return (n-1)*s.plane + s.weights()
}

// winogradCase is a kernel that reads one argument and writes another.
type winogradCase struct {
	name          string
	border        int
	written, read func(s winogradShape) int // the lengths of the arguments
	writes        int                       // elements of 16 a tile that are written
	run           func(b *impl.Table, written, read *float32, s winogradShape)
}

var winogradCases = []winogradCase{
	{"WinogradInput", 2, winogradShape.positions, winogradShape.pixels, 16, func(b *impl.Table, v, x *float32, s winogradShape) {
		b.WinogradInput(v, s.plane, s.tile, x, s.pitch, s.image, s.images, s.rows, s.cols)
	}},
	{"WinogradOutput", 0, winogradShape.pixels, winogradShape.positions, 4, func(b *impl.Table, y, m *float32, s winogradShape) {
		b.WinogradOutput(y, s.pitch, s.image, m, s.plane, s.tile, s.images, s.rows, s.cols, 0)
	}},
	{"WinogradOutput, adding", 0, winogradShape.pixels, winogradShape.positions, 4, func(b *impl.Table, y, m *float32, s winogradShape) {
		b.WinogradOutput(y, s.pitch, s.image, m, s.plane, s.tile, s.images, s.rows, s.cols, 1)
	}},
	{"WinogradGradient", 0, winogradShape.positions, winogradShape.pixels, 16, func(b *impl.Table, z, dy *float32, s winogradShape) {
		b.WinogradGradient(z, s.plane, s.tile, dy, s.pitch, s.image, s.images, s.rows, s.cols)
	}},
	{"WinogradWeights", 0, taps(16), taps(9), 16, func(b *impl.Table, u, w *float32, s winogradShape) {
		b.WinogradWeights(u, s.plane, w, s.plane, s.weights())
	}},
	{"WinogradWeightGradient", 0, taps(9), taps(16), 9, func(b *impl.Table, dw, u *float32, s winogradShape) {
		b.WinogradWeightGradient(dw, s.plane, u, s.plane, s.weights())
	}},
}

func taps(n int) func(winogradShape) int { return func(s winogradShape) int { return s.taps(n) } }

// compare runs k with the generic backend on copies and with b on memory, what is
// written ahead of what is read, and reports a difference anywhere. It returns
// false if there is one. The arguments have margin elements on both sides.
func (k winogradCase) compare(t *testing.T, b *impl.Table, s winogradShape, memory [][]float32, margin int) bool {
	t.Helper()
	want := clones(memory)
	k.call(impl.Generic, s, want, margin)
	k.call(b, s, memory, margin)
	return sameMemory(t, fmt.Sprintf("%s, %+v", k.name, s), memory, want)
}

func (k winogradCase) call(b *impl.Table, s winogradShape, memory [][]float32, margin int) {
	k.run(b, unsafe.SliceData(memory[0][margin:]), unsafe.SliceData(memory[1][margin:]), s)
}

// eachWinogradShape runs test for each kernel and shape, until it returns false.
func eachWinogradShape(pad int, r *portable.Rand, test func(k winogradCase, s winogradShape) bool) {
	for _, k := range winogradCases {
		for n := range 3 * 10 * 10 {
			images, rows, cols := n%3, n/3%10, n/30
			if !test(k, newWinogradShape(images, rows, cols, k.border, pad, r)) {
				break
			}
		}
	}
}

func TestWinogradBackendsEqual(t *testing.T) {
	const margin = 19
	pools := []*kerneltest.Pool{kerneltest.Ordinary(), kerneltest.Odd()}
	memory := [2][]float32{kerneltest.Aligned(1 << 17), kerneltest.Aligned(1 << 17)}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(31)
		eachWinogradShape(9, r, func(k winogradCase, s winogradShape) bool {
			var m [][]float32
			for i, n := range []int{k.written(s), k.read(s)} {
				m = append(m, memory[i][r.IntN(16):][:n+2*margin])
				for from := 0; from < len(m[i]); from += 1 << 12 {
					pools[s.rows%2].Fill(m[i][from:min(from+1<<12, len(m[i]))], r)
				}
			}
			return k.compare(t, b, s, m, margin)
		})
	})
}

// The twins write as many elements as they should. Which, tells the convolution
// below.
func TestWinogradTwinsWriteTheirTiles(t *testing.T) {
	const margin = 100
	before := float32(0.1) // which no sum leaves as it is
	p := kerneltest.Ordinary()
	r := portable.NewRand(33)
	eachWinogradShape(9, r, func(k winogradCase, s winogradShape) bool {
		if s.rows > 3 || s.cols > 3 {
			return true
		}
		written := slices.Repeat([]float32{before}, k.written(s)+2*margin)
		read := p.Slices(0, []int{k.read(s) + 2*margin}, r)[0]
		k.call(impl.Generic, s, [][]float32{written, read}, margin)
		got := 0
		for _, v := range written {
			if v != before {
				got++
			}
		}
		if want := s.tiles() * k.writes * impl.ChannelBlock; got != want {
			t.Errorf("%s, %+v: %d elements are written, not %d", k.name, s, got, want)
		}
		return true
	})
}
