package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

// logSplit takes arguments of logarithms apart.
type logSplit interface {
	// split sets n and f to x = 2ⁿ(1 + f), √½ <= 1 + f < √2, if x is positive and finite.
	split(n, f, x vector.Vec)
	// replace puts into p what comes out for an x that is not.
	replace(p, x vector.Vec)
}

func newLogSplit(b *vector.Builder) logSplit {
	if b.ISA == vector.AVX512 {
		return newLogSplitByExponent(b)
	}
	return newLogSplitByBits(b)
}

// logSplitByBits does it with the bits of x as integers.
type logSplitByBits struct {
	b                 *vector.Builder
	least, up, ups    vector.Operand // the least normal number, the scale below it and that scale's exponent
	half, one         vector.Operand // half is √½
	zero, infinity    vector.Operand
	lowest, undefined vector.Vec
}

func newLogSplitByBits(b *vector.Builder) logSplitByBits {
	l := logSplitByBits{
		b:         b,
		least:     b.Const(0x1p-126),
		up:        b.Const(0x1p23),
		ups:       b.Const(23),
		half:      b.Const(0x1.6a09e6p-1),
		one:       b.Const(1),
		zero:      b.Const(0),
		infinity:  b.Const(float32(math.Inf(1))),
		lowest:    b.Vec(),
		undefined: b.Vec(),
	}
	b.Splat(l.lowest, float32(math.Inf(-1)))
	b.Splat(l.undefined, float32(math.NaN()))
	return l
}

func (l logSplitByBits) split(n, f, x vector.Vec) {
	b := l.b
	subnormal := b.Less(x, l.least)
	b.Mul(f, x, l.up)
	b.Select(f, subnormal, f, x)
	b.SubInt32(n, f, l.half)
	b.ShiftRight32(n, n, 23)
	exponent, scaled := b.Vec(), b.Vec()
	b.ShiftLeft32(exponent, n, 23)
	b.SubInt32(f, f, exponent)
	b.Sub(f, f, l.one)
	b.ToFloat32(n, n)
	b.Set(scaled, l.ups)
	b.Keep(scaled, subnormal, scaled)
	b.Sub(n, n, scaled)
}

func (l logSplitByBits) replace(p, x vector.Vec) {
	b := l.b
	b.Select(p, b.Greater(x, l.zero), p, l.lowest)
	b.Select(p, b.Less(x, l.zero), l.undefined, p)
	b.Select(p, b.Less(x, l.infinity), p, x)
}

// logSplitByExponent does it with AVX-512's instructions for that, which know subnormal numbers too.
type logSplitByExponent struct {
	b              *vector.Builder
	root, one, bit vector.Operand // root is √2, bit the last of an exponent
	replacement    vector.Vec
}

func newLogSplitByExponent(b *vector.Builder) logSplitByExponent {
	return logSplitByExponent{
		b:    b,
		root: b.Const(0x1.6a09e6p+0),
		one:  b.Const(1),
		bit:  b.Const(math.Float32frombits(1 << 23)),
		replacement: b.Replacement(vector.Responses{
			NaN: vector.QuietNaN, Zero: vector.MinusInfinity, PlusInfinity: vector.PlusInfinity,
			Negative: vector.Undefined, MinusInfinity: vector.Undefined,
		}),
	}
}

func (l logSplitByExponent) split(n, f, x vector.Vec) {
	b := l.b
	b.Exponent(n, x)
	b.Significand(f, x)
	above := b.AtLeast(f, l.root)
	b.AddWhere(n, above, l.one)
	b.SubInt32Where(f, above, l.bit) // half of f
	b.Sub(f, f, l.one)
}

func (l logSplitByExponent) replace(p, x vector.Vec) { l.b.Replace(p, x, l.replacement) }
