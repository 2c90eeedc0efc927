package main

import "github.com/abc86604/temper/gen/vector"

// fmaLoopLanes is how many multiply-adds a turn of FMALoop has by
// specification.
const fmaLoopLanes = 192

// fmaLoopVecs is the number of accumulators: a multiply-add that takes 4 or 5
// cycles on 2 units wants 8 or 10 that do not wait for one another, one on the
// 4 units of wide arm64 cores 16.
var fmaLoopVecs = map[vector.ISA]int{vector.AVX2: 12, vector.AVX512: 12, vector.NEON: 24}

var fmaLoop = vector.Kernel{
	Name:      "FMALoop",
	File:      "fmaloop",
	Doc:       "FMALoop is fmaLoopGeneric: 192 lanes acc = fma(1, 1, acc) a turn, in registers alone; returns the lanes' sum.",
	Signature: "func(turns int) float32",
	Body: func(b *vector.Builder) {
		acc, one := b.Zeros(fmaLoopVecs[b.ISA]), b.Vec()
		b.Splat(one, 1)
		b.Loop(b.Int("turns"), 1, func() {
			for range fmaLoopLanes / (len(acc) * b.Lanes()) {
				for _, a := range acc {
					b.MulAdd(a, one, one)
				}
			}
		})
		for _, a := range acc[1:] {
			b.Add(acc[0], acc[0], a)
		}
		b.Halve(acc[:1], func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
		b.Return(acc[0])
	},
}
