package main

import (
	"math"
	"slices"

	"github.com/abc86604/temper/gen/vector"
)

// exponential computes e^x on vectors, the way of exp32 in package impl. Its constants are loaded once.
type exponential struct {
	b                   *vector.Builder
	log2e, ln2Hi, ln2Lo vector.Operand
	most, least         vector.Operand // most is nil where nothing has to be compared with it
	infinity            vector.Operand
	coefficients        []vector.Operand // from the highest power of the reduced argument
	together            int              // how many vectors are taken in step
}

func newExponential(b *vector.Builder) exponential { return exponentialFor(b, true) }

// newDecay is newExponential where no argument is positive.
func newDecay(b *vector.Builder) exponential { return exponentialFor(b, false) }

func exponentialFor(b *vector.Builder, positive bool) exponential {
	e := exponential{
		b:     b,
		log2e: b.Const(0x1.715476p+0),
		ln2Hi: b.Const(0x1.62e43p-1),
		ln2Lo: b.Const(-0x1.05c61p-29),

		together: map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 4}[b.ISA],
	}
	checked := positive && b.ISA != vector.AVX512 // which scales to infinity
	if checked {
		e.most = b.Const(0x1.62e42ep+6) // above it e^x overflows
	}
	e.least = b.Const(-0x1.5d589ep+6) // below it e^x is subnormal
	e.coefficients = []vector.Operand{b.Const(0x1.6a6000p-10)}
	for _, c := range []float32{0x1.12718ep-7, 0x1.555af0p-5, 0x1.555430p-3, 0x1.fffff4p-2} {
		e.coefficients = append(e.coefficients, b.Addend(c))
	}
	one := b.Addend(1)
	e.coefficients = append(e.coefficients, one, one)
	if checked {
		e.infinity = b.Const(float32(math.Inf(1)))
	}
	return e
}

// of returns e^x for each vector of x and uses up x. It takes as many in step as the registers hold, so that their chains
// of operations overlap.
func (e exponential) of(x []vector.Vec) []vector.Vec {
	var y []vector.Vec
	for chunk := range slices.Chunk(x, e.together) {
		y = append(y, e.inStep(chunk)...)
	}
	return y
}

// each takes the exponentials of a stretch of vectors, one or more for each of them, and calls use with those of vector i.
// arguments returns the arguments for vectors from to to-1. Those of so many vectors are computed before any is used: the
// longer what waits for an exponential is kept from the CPU's window, the more of the others' chains it sees.
func (e exponential) each(vecs int, ahead map[vector.ISA]int, arguments func(from, to int) []vector.Vec, use func(i int, y []vector.Vec)) {
	for from := 0; from < vecs; from += ahead[e.b.ISA] {
		to := min(from+ahead[e.b.ISA], vecs)
		y := e.of(arguments(from, to))
		some := len(y) / (to - from)
		for i := from; i < to; i++ {
			use(i, y[:some])
			y = y[some:]
		}
	}
}

// inStep emits each step for all of x before the next.
//
// Arguments out of range need no clamp: whatever n they convert to, the comparisons choose their result. A NaN stays one,
// for the conversions give it 0 or -2³¹, and neither has bits left after the shift.
func (e exponential) inStep(x []vector.Vec) []vector.Vec {
	b := e.b
	if b.ISA == vector.AVX512 {
		return e.scaled(x)
	}
	n, r, p := b.Vecs(len(x)), b.Vecs(len(x)), b.Vecs(len(x))
	for i := range x {
		b.Mul(n[i], x[i], e.log2e)
		b.Rint(n[i], n[i])
	}
	for i := range x {
		b.Move(r[i], x[i])
		b.MulSub(r[i], n[i], e.ln2Hi)
	}
	for i := range x {
		b.MulSub(r[i], n[i], e.ln2Lo)
		b.ToInt32(n[i], n[i])
		b.ShiftLeft32(n[i], n[i], 23)
	}
	e.polynomials(p, r)
	for i := range x {
		b.AddInt32(p[i], p[i], n[i])
		if e.most != nil {
			b.Select(p[i], b.Greater(x[i], e.most), e.infinity, p[i])
		}
		b.ZeroIfLess(p[i], p[i], x[i], e.least)
	}
	return p
}

// polynomials sets each p to the polynomial at r.
func (e exponential) polynomials(p, r []vector.Vec) {
	b := e.b
	for i := range r {
		b.Set(p[i], e.coefficients[1])
		b.MulAdd(p[i], r[i], e.coefficients[0])
	}
	for _, c := range e.coefficients[2:] {
		for i := range r {
			p[i] = b.Horner(p[i], r[i], c)
		}
	}
}

// scaled is inStep by AVX-512's scaling with a power of two, which needs neither integers nor a comparison with the
// greatest argument: the polynomial, of even degree, is positive or infinite far from 0 too, and where it is NaN for an
// argument above the range, n is infinite, which makes the result so. Comparing x with the least argument at the start
// frees its register for r.
func (e exponential) scaled(x []vector.Vec) []vector.Vec {
	b := e.b
	n, p, r, keep := b.Vecs(len(x)), b.Vecs(len(x)), x, make([]vector.Mask, len(x))
	for i := range x {
		b.Mul(n[i], x[i], e.log2e)
		b.Rint(n[i], n[i])
		keep[i] = b.NotLess(x[i], e.least)
	}
	for i := range x {
		b.MulSub(r[i], n[i], e.ln2Hi)
	}
	for i := range x {
		b.MulSub(r[i], n[i], e.ln2Lo)
	}
	e.polynomials(p, r)
	for i := range x {
		b.KeepScaled(p[i], keep[i], p[i], n[i])
	}
	return p
}

// expVecs is the width of the chunks of kernels that take exponentials.
const expVecs = 4

var exp = vector.Kernel{
	Name:      "Exp",
	File:      "exp",
	Doc:       "Exp is expGeneric: dst_j = e^(x_j).",
	Signature: "func(dst, x []float32)",
	Body: func(b *vector.Builder) {
		dst, x, e := b.Pointer("dst"), b.Pointer("x"), newExponential(b)
		elementwise(b, b.Len("x"), []int{expVecs, 1}, []vector.Ptr{dst, x}, func(c chunk) {
			c.store(dst, e.of(c.load(x)))
		})
	},
}
