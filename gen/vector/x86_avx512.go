package vector

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
)

// What only AVX-512 has: instructions that take powers of two out of a number and put them in, special numbers that are
// replaced by a table, and operations under a mask. Kernels that use them ask for the instruction set first.

// NotLess is true where x < y is not: also where either is NaN.
func (b *Builder) NotLess(x Vec, y Operand) Mask { return b.avx512().compare(notLess, x, y) }

// AtLeast is x >= y.
func (b *Builder) AtLeast(x Vec, y Operand) Mask { return b.avx512().compare(atLeast, x, y) }

// KeepScaled is x 2ⁿ where m holds, n being integers in float32, and +0 elsewhere. It overflows to infinity.
func (b *Builder) KeepScaled(dst Vec, m Mask, x, n Vec) {
	a := b.avx512()
	a.ctx.VSCALEFPS_Z(a.vec(n), a.vec(x), a.masks[m.id], a.vec(dst))
}

// Exponent is the integer n, as a float32, with 2ⁿ <= |x| < 2ⁿ⁺¹, for subnormal x too.
func (b *Builder) Exponent(dst, x Vec) {
	a := b.avx512()
	a.ctx.VGETEXPPS(a.vec(x), a.vec(dst))
}

// Significand is x without its power of two: at least 1 and below 2 if x is positive.
func (b *Builder) Significand(dst, x Vec) {
	a := b.avx512()
	a.ctx.VGETMANTPS(operand.U8(0), a.vec(x), a.vec(dst))
}

// AddWhere is acc += x where m holds.
func (b *Builder) AddWhere(acc Vec, m Mask, x Operand) {
	a := b.avx512()
	a.ctx.VADDPS(a.op(x), a.vec(acc), a.masks[m.id], a.vec(acc))
}

// SubInt32Where is acc -= x where m holds, in lanes of int32 that wrap.
func (b *Builder) SubInt32Where(acc Vec, m Mask, x Operand) {
	a := b.avx512()
	a.ctx.VPSUBD(a.op(x), a.vec(acc), a.masks[m.id], a.vec(acc))
}

// A Response is what Replace puts in the place of a number of some class.
type Response uint32

// The responses.
const (
	Preserve      Response = 0 // dst stays
	QuietNaN      Response = 2 // x, a NaN, made quiet
	Undefined     Response = 3 // a NaN
	MinusInfinity Response = 4
	PlusInfinity  Response = 5
)

// Responses has one for each class of numbers.
type Responses struct {
	NaN, Zero, MinusInfinity, PlusInfinity, Negative, Positive Response
}

// Replacement returns what Replace takes in every lane. Call it ahead of loops.
func (b *Builder) Replacement(r Responses) Vec {
	word := uint32(0)
	for i, response := range []Response{r.NaN, r.NaN, r.Zero, r.Positive, r.MinusInfinity, r.PlusInfinity, r.Negative, r.Positive} {
		word |= uint32(response) << (4 * i)
	}
	v := b.Vec()
	b.Splat(v, math.Float32frombits(word))
	return v
}

// Replace puts the response to the class of x into dst.
func (b *Builder) Replace(dst, x, replacement Vec) {
	a := b.avx512()
	a.ctx.VFIXUPIMMPS(operand.U8(0), a.vec(replacement), a.vec(x), a.vec(dst))
}

func (b *Builder) avx512() *x86 {
	x := b.Machine.(*x86)
	if x.isa != AVX512 {
		panic("vector: " + x.isa.String() + " lacks an operation of AVX-512")
	}
	return x
}
