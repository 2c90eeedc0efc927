package impl_test

import (
	"math"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
	"github.com/abc86604/temper/kernels/portable"
)

// These tests hold every backend against the generic one, bit by bit.

// shapes returns what a kernel is tried on: lengths, or for kernels that know
// columns, shapes around the widths of their tiles.
func (k kernelCase) shapes() [][2]int {
	var s [][2]int
	if !k.hasColumns() {
		for n := range 301 {
			s = append(s, [2]int{1, n})
		}
		for n := 4096 - 17; n <= 4096+17; n++ {
			s = append(s, [2]int{1, n})
		}
		return append(s, [2]int{1, impl.Block - 1}, [2]int{1, impl.Block})
	}
	for cols := 1; cols <= 150; cols++ {
		for rows := range 4 {
			s = append(s, [2]int{rows, cols})
		}
	}
	return append(s, [2]int{256, 3}, [2]int{256, 16}, [2]int{255, 64}, [2]int{31, 517}, [2]int{4, 4095}, [2]int{1, impl.Block})
}

func TestBackendsEqual(t *testing.T) {
	pools := []*kerneltest.Pool{kerneltest.Ordinary(), kerneltest.Odd()}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(3)
		for _, k := range kernelCases {
			for i, shape := range k.shapes() {
				p := pools[i%len(pools)]
				if !k.compare(t, b, p.Slices(i, k.lengths(shape[0], shape[1]), r), p.Scalars(r)) {
					break
				}
			}
		}
	})
}

// Without NaN or Inf in a sum, which swallow what else goes wrong.
func TestBackendsEqualAtEveryAlignment(t *testing.T) {
	p := kerneltest.Ordinary()
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(4)
		for _, k := range kernelCases {
			for offset := range 16 {
				for _, shape := range [][2]int{{1, 7}, {2, 33}, {1, 64}, {3, 77}, {2, 150}} {
					k.compare(t, b, p.Slices(offset, k.lengths(shape[0], shape[1]), r), p.Scalars(r))
				}
			}
		}
	})
}

// Negative products too small for float32 leave -0 in a lane: a tail that added
// +0 to it would be seen. Of two zeros, a maximum keeps the one it has.
func TestBackendsKeepNegativeZero(t *testing.T) {
	negativeZero := float32(math.Copysign(0, -1))
	fills := [][]float32{{negativeZero}, {1e-30}, {-1e-30}, {0, 0, negativeZero}, {negativeZero, 0, negativeZero, 0, 0}}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		for _, k := range kernelCases {
			for n := 1; n < 200; n++ {
				first, others := fills[n%5], fills[(n/5)%5]
				s := cycled(first, 0, k.lengths(1, n))
				copy(s[1:], cycled(others, 0, k.lengths(1, n)[1:]))
				k.compare(t, b, s, [6]float32{1e-30, -1e-30, 1, -1e-30, 1e-30, 1})
			}
		}
	})
}

// Exponents on both sides of the places where the reduction goes to the next
// integer, and a sample of all float32.
func TestBackendsEqualInExp(t *testing.T) {
	var x []float32
	for n := -127; n < 129; n++ {
		half := math.Float32bits(float32((float64(n) + 0.5) * math.Ln2))
		for ulp := range uint32(64) {
			x = append(x, math.Float32frombits(half+ulp-32))
		}
	}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) { compareMap(t, b, "Exp", append(x, sample()...)) })
}

// Numbers on both sides of the places where the reduction goes to the next
// power of two, of 1, and of the least normal number, and a sample of all
// float32.
func TestBackendsEqualInLog(t *testing.T) {
	var x []float32
	for exponent := uint32(0); exponent < 0xff; exponent++ {
		for _, start := range []uint32{exponent << 23, exponent<<23 | math.Float32bits(0x1.6a09e6p-1)&(1<<23-1)} {
			for ulp := range uint32(64) {
				x = append(x, math.Float32frombits(start+ulp-32))
			}
		}
	}
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) { compareMap(t, b, "Log", append(x, sample()...)) })
}

// sample returns a sample of all float32.
func sample() []float32 {
	var x []float32
	for bits := uint64(0); bits < 1<<32; bits += 16381 {
		x = append(x, math.Float32frombits(uint32(bits)))
	}
	return x
}

// compareMap compares the named function of one argument on x.
func compareMap(t *testing.T, b *impl.Table, name string, x []float32) {
	for from := 0; from < len(x); from += impl.Block {
		part := x[from:min(from+impl.Block, len(x))]
		kernelNamed(name).compare(t, b, [][]float32{make([]float32, len(part)), part}, [6]float32{})
	}
}

// Wherever a kernel documents that what it writes may be an operand.
func TestBackendsEqualInPlace(t *testing.T) {
	p := kerneltest.Ordinary()
	kerneltest.OnEach(t, func(t *testing.T, b *impl.Table) {
		r := portable.NewRand(5)
		for _, k := range kernelCases {
			if !strings.HasPrefix(k.args, "wr") {
				continue
			}
			for shared, arg := range k.args {
				if arg != 'r' {
					continue
				}
				for i := range 100 {
					s := p.Slices(i, k.lengths(1+i%3, 1+2*i), r)
					s[0] = s[shared]
					k.compare(t, b, s, p.Scalars(r))
				}
			}
		}
	})
}
