package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

// logarithm computes ln x on vectors, the way of log32 in package impl. Its constants are loaded once.
type logarithm struct {
	b                 *vector.Builder
	least, up, ups    vector.Operand // the least normal number, the scale below it and that scale's exponent
	half, one         vector.Operand
	ln2Hi, ln2Lo      vector.Operand
	zero, infinity    vector.Operand
	lowest, undefined vector.Vec
	root, bit         vector.Operand   // AVX-512: √2, and an exponent's last bit
	special           vector.Vec       // AVX-512: what comes out for special arguments
	coefficients      []vector.Operand // from the highest power of f
}

func newLogarithm(b *vector.Builder) logarithm {
	l := logarithm{b: b, one: b.Const(1), ln2Hi: b.Const(0x1.62e4p-1), ln2Lo: b.Const(0x1.7f7d1cp-20)}
	l.coefficients = []vector.Operand{b.Const(0x1.204376p-4)}
	for _, c := range []float32{
		-0x1.d7a370p-4, 0x1.de4a34p-4, -0x1.fcba9ep-4, 0x1.23d37ep-3,
		-0x1.555ca0p-3, 0x1.999d58p-3, -0x1.fffff8p-3, 0x1.555554p-2, -0.5,
	} {
		l.coefficients = append(l.coefficients, b.Addend(c))
	}
	if b.ISA == vector.AVX512 {
		l.root, l.bit = b.Const(0x1.6a09e6p+0), b.Const(math.Float32frombits(1<<23))
		l.special = b.Replacement(vector.Responses{
			NaN: vector.QuietNaN, Zero: vector.MinusInfinity, PlusInfinity: vector.PlusInfinity,
			Negative: vector.Undefined, MinusInfinity: vector.Undefined,
		})
		return l
	}
	l.least, l.up, l.ups, l.half = b.Const(0x1p-126), b.Const(0x1p23), b.Const(23), b.Const(0x1.6a09e6p-1)
	l.zero, l.infinity = b.Const(0), b.Const(float32(math.Inf(1)))
	l.lowest, l.undefined = b.Vec(), b.Vec()
	b.Splat(l.lowest, float32(math.Inf(-1)))
	b.Splat(l.undefined, float32(math.NaN()))
	return l
}

// of returns ln x for each vector of a chunk, as many in step as the registers hold.
func (l logarithm) of(c chunk, at vector.Ptr) []vector.Vec {
	inStep := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 4}[l.b.ISA]
	x := c.load(at)
	var y []vector.Vec
	for from := 0; from < len(x); from += inStep {
		to := min(from+inStep, len(x))
		p := l.inStep(x[from:to])
		for i := range p {
			if l.b.ISA == vector.AVX512 {
				x[from+i] = l.b.Loaded(c.operand(at, from+i)) // again, for registers are few
			}
			l.replace(p[i], x[from+i])
		}
		y = append(y, p...)
	}
	return y
}

// inStep emits each step for all of x before the next. What comes out for arguments that are not positive and finite is
// replaced at the end.
func (l logarithm) inStep(x []vector.Vec) []vector.Vec {
	b := l.b
	n, f := l.reduce(x)
	p := b.Vecs(len(x))
	for i := range x {
		b.Set(p[i], l.coefficients[1])
		b.MulAdd(p[i], f[i], l.coefficients[0])
	}
	for _, c := range l.coefficients[2:] {
		for i := range x {
			p[i] = b.Horner(p[i], f[i], c)
		}
	}
	for i := range x {
		p[i] = l.sum(n[i], f[i], p[i])
	}
	return p
}

// replace puts into p what comes out for an x that is not positive and finite.
func (l logarithm) replace(p, x vector.Vec) {
	b := l.b
	if b.ISA == vector.AVX512 {
		b.Replace(p, x, l.special)
		return
	}
	b.Select(p, b.Greater(x, l.zero), p, l.lowest)
	b.Select(p, b.Less(x, l.zero), l.undefined, p)
	b.Select(p, b.Less(x, l.infinity), p, x)
}

// reduce returns n and f with x = 2ⁿ(1 + f).
func (l logarithm) reduce(x []vector.Vec) (n, f []vector.Vec) {
	b := l.b
	n, f = b.Vecs(len(x)), b.Vecs(len(x))
	for i := range x {
		if b.ISA == vector.AVX512 {
			b.Exponent(n[i], x[i])
			b.Significand(f[i], x[i])
			above := b.AtLeast(f[i], l.root)
			b.AddWhere(n[i], above, l.one)
			b.SubInt32Where(f[i], above, l.bit) // half of f
			b.Sub(f[i], f[i], l.one)
			continue
		}
		subnormal := b.Less(x[i], l.least)
		b.Mul(f[i], x[i], l.up)
		b.Select(f[i], subnormal, f[i], x[i])
		b.SubInt32(n[i], f[i], l.half)
		b.ShiftRight32(n[i], n[i], 23)
		exponent, scaled := b.Vec(), b.Vec()
		b.ShiftLeft32(exponent, n[i], 23)
		b.SubInt32(f[i], f[i], exponent)
		b.Sub(f[i], f[i], l.one)
		b.ToFloat32(n[i], n[i])
		b.Set(scaled, l.ups)
		b.Keep(scaled, subnormal, scaled)
		b.Sub(n[i], n[i], scaled)
	}
	return n, f
}

// sum returns n ln 2 + f + f² p.
func (l logarithm) sum(n, f, p vector.Vec) vector.Vec {
	b := l.b
	hi, lo, square := b.Vec(), b.Vec(), b.Vec()
	b.Move(hi, f)
	b.MulAdd(hi, n, l.ln2Hi)
	b.Move(lo, hi)
	b.MulSub(lo, n, l.ln2Hi) // the negative of what the twin has here, so that no operation has to turn hi's sign
	b.Sub(lo, f, lo)
	b.MulAdd(lo, n, l.ln2Lo)
	b.Mul(square, f, f)
	b.MulAdd(lo, square, p)
	b.Add(hi, hi, lo)
	return hi
}

// logVecs is the width of the chunks that logarithms are taken of.
const logVecs = 4

var log = vector.Kernel{
	Name:      "Log",
	File:      "log",
	Doc:       "Log is logGeneric: dst_j = ln x_j.",
	Signature: "func(dst, x []float32)",
	Body: func(b *vector.Builder) {
		dst, x, l := b.Pointer("dst"), b.Pointer("x"), newLogarithm(b)
		elementwise(b, b.Len("x"), []int{logVecs, 1}, []vector.Ptr{dst, x}, func(c chunk) {
			c.store(dst, l.of(c, x))
		})
	},
}
