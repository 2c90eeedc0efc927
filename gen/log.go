package main

import (
	"math"
	"slices"

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
	coefficients      []vector.Operand // from the highest power of f
}

func newLogarithm(b *vector.Builder) logarithm {
	l := logarithm{
		b:         b,
		least:     b.Const(0x1p-126),
		up:        b.Const(0x1p23),
		ups:       b.Const(23),
		half:      b.Const(0x1.6a09e6p-1),
		one:       b.Const(1),
		ln2Hi:     b.Const(0x1.62e4p-1),
		ln2Lo:     b.Const(0x1.7f7d1cp-20),
		zero:      b.Const(0),
		infinity:  b.Const(float32(math.Inf(1))),
		lowest:    b.Vec(),
		undefined: b.Vec(),
	}
	for _, c := range []float32{
		0x1.204376p-4, -0x1.d7a370p-4, 0x1.de4a34p-4, -0x1.fcba9ep-4, 0x1.23d37ep-3,
		-0x1.555ca0p-3, 0x1.999d58p-3, -0x1.fffff8p-3, 0x1.555554p-2, -0.5,
	} {
		l.coefficients = append(l.coefficients, b.Const(c))
	}
	b.Splat(l.lowest, float32(math.Inf(-1)))
	b.Splat(l.undefined, float32(math.NaN()))
	return l
}

// of returns ln x for each vector of x and uses up x, as many in step as the registers hold.
func (l logarithm) of(x []vector.Vec) []vector.Vec {
	inStep := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 2, vector.NEON: 1}[l.b.ISA]
	var y []vector.Vec
	for chunk := range slices.Chunk(x, inStep) {
		y = append(y, l.inStep(chunk)...)
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
	for i := range x {
		b.Select(p[i], b.Greater(x[i], l.zero), p[i], l.lowest)
		b.Select(p[i], b.Less(x[i], l.zero), l.undefined, p[i])
		b.Select(p[i], b.Less(x[i], l.infinity), p[i], x[i])
	}
	return p
}

// reduce returns n and f with x = 2ⁿ(1 + f).
func (l logarithm) reduce(x []vector.Vec) (n, f []vector.Vec) {
	b := l.b
	n, f = b.Vecs(len(x)), b.Vecs(len(x))
	for i := range x {
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
	b.Zero(lo)
	b.Sub(lo, lo, hi)
	b.MulAdd(lo, n, l.ln2Hi)
	b.Add(lo, lo, f)
	b.MulAdd(lo, n, l.ln2Lo)
	b.Mul(square, f, f)
	b.MulAdd(lo, square, p)
	b.Add(hi, hi, lo)
	return hi
}

var log = vector.Kernel{
	Name:      "Log",
	File:      "log",
	Doc:       "Log is logGeneric: dst_j = ln x_j.",
	Signature: "func(dst, x []float32)",
	Body: func(b *vector.Builder) {
		dst, x, l := b.Pointer("dst"), b.Pointer("x"), newLogarithm(b)
		elementwise(b, b.Len("x"), []int{2, 1}, []vector.Ptr{dst, x}, func(c chunk) {
			c.store(dst, l.of(c.load(x)))
		})
	},
}
