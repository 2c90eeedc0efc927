package kerneltest

import (
	"math"
	"unsafe"

	"github.com/abc86604/temper/kernels/portable"
)

// A Pool is a store of random numbers to fill slices from.
type Pool [1 << 16]float32

// Ordinary has numbers of a size at which the kernels do their usual work, both
// ends of exp included.
func Ordinary() *Pool {
	var p Pool
	r := portable.NewRand(1)
	for i := range p {
		p[i] = float32(r.Normal()) * 40
	}
	return &p
}

// Odd has the ends and corners of float32.
func Odd() *Pool {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	special := []float32{
		0, float32(math.Copysign(0, -1)), 1, -1, inf, -inf, nan, 0x1p-149, -0x1p-149, 0x1p-127, -0x1.8p-130,
		0x1p-126, math.MaxFloat32, -math.MaxFloat32, 0x1.62e42ep+6, 0x1.62e430p+6, -0x1.5d589ep+6, -0x1.5d58a0p+6,
		0.5, 1.5, 0x1.62e43p-2, 0x1.62e43p-1, 1e20, -1e20, 1e-20, -1e-20, 300, -300, 2147483648, -3e9,
	}
	var p Pool
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

// Fill fills x with a stretch of the pool that r chooses.
func (p *Pool) Fill(x []float32, r *portable.Rand) { copy(x, p[r.IntN(len(p)-len(x)):]) }

// Scalars draws a kernel's numbers.
func (p *Pool) Scalars(r *portable.Rand) (f [6]float32) {
	p.Fill(f[:], r)
	return f
}

// Slices returns filled slices of the given lengths. The first starts offset
// elements past a multiple of 64 bytes, each of the others 5 elements further.
func (p *Pool) Slices(offset int, lengths []int, r *portable.Rand) [][]float32 {
	s := make([][]float32, len(lengths))
	for i, n := range lengths {
		at := (offset + 5*i) % 16
		s[i] = Aligned(n + 16)[at : at+n : at+n]
		p.Fill(s[i], r)
	}
	return s
}

// Aligned returns n elements from a multiple of 64 bytes on.
func Aligned(n int) []float32 {
	x := make([]float32, n+15)
	skip := -int(uintptr(unsafe.Pointer(&x[0]))/4) & 15
	return x[skip : skip+n]
}

// SameBits reports whether x and y are the same number: equal bits, or both
// NaN, whose payloads are not promised.
func SameBits(x, y float32) bool {
	return math.Float32bits(x) == math.Float32bits(y) || x != x && y != y
}
