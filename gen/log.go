package main

import "github.com/abc86604/temper/gen/vector"

// logarithm computes ln x on vectors, the way of log32 in package impl. Its constants are loaded once.
type logarithm struct {
	b *vector.Builder
	logSplit
	ln2Hi, ln2Lo vector.Operand
	coefficients []vector.Operand // from the highest power of f
}

func newLogarithm(b *vector.Builder) logarithm {
	l := logarithm{b: b, logSplit: newLogSplit(b), ln2Hi: b.Const(0x1.62e4p-1), ln2Lo: b.Const(0x1.7f7d1cp-20)}
	l.coefficients = []vector.Operand{b.Const(0x1.204376p-4)}
	for _, c := range []float32{
		-0x1.d7a370p-4, 0x1.de4a34p-4, -0x1.fcba9ep-4, 0x1.23d37ep-3,
		-0x1.555ca0p-3, 0x1.999d58p-3, -0x1.fffff8p-3, 0x1.555554p-2, -0.5,
	} {
		l.coefficients = append(l.coefficients, b.Addend(c))
	}
	return l
}

// of returns ln x for each vector of a chunk, as many in step as the registers hold.
func (l logarithm) of(c chunk, at vector.Ptr) []vector.Vec {
	inStep := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 4}[l.b.ISA]
	var y []vector.Vec
	for from := 0; from < c.vecs; from += inStep {
		y = append(y, l.inStep(c, at, from, min(from+inStep, c.vecs))...)
	}
	return y
}

// inStep emits each step for all vectors of a chunk between from and to before the next. What comes out for arguments that are
// not positive and finite is replaced at the end, for which they are read again: until then the registers have better use.
func (l logarithm) inStep(c chunk, at vector.Ptr, from, to int) []vector.Vec {
	b := l.b
	n, f, p := b.Vecs(to-from), b.Vecs(to-from), b.Vecs(to-from)
	for i := range p {
		l.split(n[i], f[i], b.Loaded(c.operand(at, from+i)))
	}
	for i := range p {
		b.Set(p[i], l.coefficients[1])
		b.MulAdd(p[i], f[i], l.coefficients[0])
	}
	for _, c := range l.coefficients[2:] {
		for i := range p {
			p[i] = b.Horner(p[i], f[i], c)
		}
	}
	for i := range p {
		p[i] = l.sum(n[i], f[i], p[i])
	}
	for i := range p {
		l.replace(p[i], b.Loaded(c.operand(at, from+i)))
	}
	return p
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
