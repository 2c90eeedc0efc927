package kernels

import (
	"math"
	"strings"
	"testing"
	"unsafe"

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
		return append(s, [2]int{1, Block - 1}, [2]int{1, Block})
	}
	for cols := 1; cols <= 150; cols++ {
		for rows := range 4 {
			s = append(s, [2]int{rows, cols})
		}
	}
	return append(s, [2]int{256, 3}, [2]int{256, 16}, [2]int{255, 64}, [2]int{31, 517}, [2]int{4, 4095}, [2]int{1, Block})
}

// A pool is a store of random numbers to fill slices from.
type pool [1 << 16]float32

// ordinary has numbers of a size at which the kernels do their usual work, both
// ends of exp included.
func ordinary() *pool {
	var p pool
	r := portable.NewRand(1)
	for i := range p {
		p[i] = float32(r.Normal()) * 40
	}
	return &p
}

// odd has the ends and corners of float32.
func odd() *pool {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	special := []float32{
		0, float32(math.Copysign(0, -1)), 1, -1, inf, -inf, nan, 0x1p-149, -0x1p-149, 0x1p-127, -0x1.8p-130,
		0x1p-126, math.MaxFloat32, -math.MaxFloat32, 0x1.62e42ep+6, 0x1.62e430p+6, -0x1.5d589ep+6, -0x1.5d58a0p+6,
		0.5, 1.5, 0x1.62e43p-2, 0x1.62e43p-1, 1e20, -1e20, 1e-20, -1e-20, 300, -300, 2147483648, -3e9,
	}
	var p pool
	r := portable.NewRand(2)
	for i := range p {
		switch r.IntN(3) {
		case 0:
			p[i] = special[r.IntN(len(special))]
		case 1:
			p[i] = math.Float32frombits(uint32(r.Uint64()))
		default:
			p[i] = float32(r.Normal())
		}
	}
	return &p
}

// fill fills x with a stretch of the pool that r chooses.
func (p *pool) fill(x []float32, r *portable.Rand) { copy(x, p[r.IntN(len(p)-len(x)):]) }

// scalars draws a kernel's numbers.
func (p *pool) scalars(r *portable.Rand) (f [3]float32) {
	p.fill(f[:], r)
	return f
}

// slices returns filled slices of the given lengths. The first starts offset
// elements past a multiple of 64 bytes, each of the others 5 elements further.
func (p *pool) slices(offset int, lengths []int, r *portable.Rand) [][]float32 {
	s := make([][]float32, len(lengths))
	for i, n := range lengths {
		at := (offset + 5*i) % 16
		s[i] = aligned(n + 16)[at : at+n : at+n]
		p.fill(s[i], r)
	}
	return s
}

// aligned returns n elements from a multiple of 64 bytes on.
func aligned(n int) []float32 {
	x := make([]float32, n+15)
	skip := -int(uintptr(unsafe.Pointer(&x[0]))/4) & 15
	return x[skip : skip+n]
}

func TestBackendsEqual(t *testing.T) {
	pools := []*pool{ordinary(), odd()}
	onEachBackend(t, func(t *testing.T, b *Backend) {
		r := portable.NewRand(3)
		for _, k := range kernelCases {
			for i, shape := range k.shapes() {
				p := pools[i%len(pools)]
				if !k.compare(t, b, p.slices(i, k.lengths(shape[0], shape[1]), r), p.scalars(r)) {
					break
				}
			}
		}
	})
}

// Without NaN or Inf in a sum, which swallow what else goes wrong.
func TestBackendsEqualAtEveryAlignment(t *testing.T) {
	p := ordinary()
	onEachBackend(t, func(t *testing.T, b *Backend) {
		r := portable.NewRand(4)
		for _, k := range kernelCases {
			for offset := range 16 {
				for _, shape := range [][2]int{{1, 7}, {2, 33}, {1, 64}, {3, 77}, {2, 150}} {
					k.compare(t, b, p.slices(offset, k.lengths(shape[0], shape[1]), r), p.scalars(r))
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
	onEachBackend(t, func(t *testing.T, b *Backend) {
		for _, k := range kernelCases {
			for n := 1; n < 200; n++ {
				first, others := fills[n%5], fills[(n/5)%5]
				s := cycled(first, 0, k.lengths(1, n))
				copy(s[1:], cycled(others, 0, k.lengths(1, n)[1:]))
				k.compare(t, b, s, [3]float32{1e-30, -1e-30, 1})
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
	onEachBackend(t, func(t *testing.T, b *Backend) { compareMap(t, b, "Exp", append(x, sample()...)) })
}

// Numbers on both sides of the places where the reduction goes to the next
// power of two, of 1, and of the least normal number, and a sample of all
// float32.
func TestBackendsEqualInLog(t *testing.T) {
	var x []float32
	for exponent := uint32(0); exponent < 0xff; exponent++ {
		for _, start := range []uint32{exponent << 23, exponent<<23 | math.Float32bits(sqrtHalf)&(1<<23-1)} {
			for ulp := range uint32(64) {
				x = append(x, math.Float32frombits(start+ulp-32))
			}
		}
	}
	onEachBackend(t, func(t *testing.T, b *Backend) { compareMap(t, b, "Log", append(x, sample()...)) })
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
func compareMap(t *testing.T, b *Backend, name string, x []float32) {
	for from := 0; from < len(x); from += Block {
		part := x[from:min(from+Block, len(x))]
		kernelNamed(name).compare(t, b, [][]float32{make([]float32, len(part)), part}, [3]float32{})
	}
}

// Wherever a kernel documents that what it writes may be an operand.
func TestBackendsEqualInPlace(t *testing.T) {
	p := ordinary()
	onEachBackend(t, func(t *testing.T, b *Backend) {
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
					s := p.slices(i, k.lengths(1+i%3, 1+2*i), r)
					s[0] = s[shared]
					k.compare(t, b, s, p.scalars(r))
				}
			}
		}
	})
}
