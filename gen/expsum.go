package main

import (
	"slices"

	"github.com/abc86604/temper/gen/vector"
)

// expSumLanes is how many lanes a sum of exponentials has by specification.
const expSumLanes = 16

var expSum = vector.Kernel{
	Name:      "ExpSum",
	File:      "expsum",
	Doc:       "ExpSum is expSumGeneric: dst_j = e^((x_j - shift) scale), and their sum in 16 lanes.",
	Signature: "func(dst, x []float32, shift, scale float32) float32",
	Body: func(b *vector.Builder) {
		n, acc := b.Len("x"), b.Zeros(expSumLanes/b.Lanes())
		s := expSummer{b: b, dst: b.Pointer("dst"), x: b.Pointer("x"), shift: b.Float("shift"), scale: b.Float("scale"), exp: newExponential(b)}
		for _, vecs := range slices.Compact([]int{expVecs, len(acc)}) {
			b.Loop(n, vecs*b.Lanes(), func() {
				for i, v := range s.chunk(chunk{Builder: b, vecs: vecs}) {
					b.Add(acc[i%len(acc)], acc[i%len(acc)], v)
				}
				b.Advance(s.x, vecs*b.Lanes())
				b.Advance(s.dst, vecs*b.Lanes())
			})
		}
		s.remainder(n, acc)
		b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
		b.Return(acc[0])
	},
}

type expSummer struct {
	b            *vector.Builder
	dst, x       vector.Ptr
	shift, scale vector.Vec
	exp          exponential
}

// chunk stores and returns the exponentials of a chunk.
func (s expSummer) chunk(c chunk) []vector.Vec {
	v := c.load(s.x)
	for i := range v {
		s.b.Sub(v[i], v[i], s.shift)
		s.b.Mul(v[i], v[i], s.scale)
	}
	v = s.exp.of(v)
	c.store(s.dst, v)
	return v
}

// remainder takes the last n elements, fewer than one for each lane.
func (s expSummer) remainder(n vector.Int, acc []vector.Vec) {
	b := s.b
	done := b.NewLabel("summed")
	b.JumpIf(n, vector.Equal, 0, done)
	rest := b.Vec()
	b.Splat(rest, negativeZero)
	withRest(b, n, func(whole vector.Int, tail vector.Tail) {
		last := s
		last.x, last.dst = b.CopyPtr(s.x), b.CopyPtr(s.dst)
		b.ShiftInt(whole, 2)
		b.AdvanceBytes(last.x, whole)
		b.AdvanceBytes(last.dst, whole)
		b.TakeTail(rest, last.chunk(chunk{Builder: b, vecs: 1, tail: &tail})[0], tail) // -0 is left in the lanes past the end
	})
	whole := func(i int) {
		b.Add(acc[i], acc[i], s.chunk(chunk{Builder: b, vecs: 1})[0])
		b.Advance(s.x, b.Lanes())
		b.Advance(s.dst, b.Lanes())
	}
	ladder(b, n, len(acc), whole, func(i int) { b.Add(acc[i], acc[i], rest) })
	b.Place(done)
}
