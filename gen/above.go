package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

const (
	aboveLanes = 16 // elements that follow one another go to as many words
	aboveRows  = 32 // the bits of a word
)

// As integers two float32 compare as numbers do if the greater one must exceed a positive one, and with all bits but the
// sign turned around if it must exceed a negative one.
var above = vector.Kernel{
	Name:      "Above",
	File:      "above",
	Doc:       "Above is aboveGeneric: bit i%512/16 of word i/512*16 + i%16 of bits tells if x_i is above t. len(x) is 32 len(bits), a multiple of 512.",
	Signature: "func(bits []uint32, x []float32, t float32)",
	Body: func(b *vector.Builder) {
		bits, x, n, t := b.Pointer("bits"), b.Pointer("x"), b.Len("x"), b.Float("t")
		one, flip, sign := b.Vec(), b.Vec(), b.Vec()
		b.Splat(one, math.Float32frombits(1))
		b.ShiftRight32(flip, t, 31)
		b.ShiftLeft32(sign, flip, 31)
		b.Xor(flip, flip, sign)
		b.Xor(t, t, flip)
		b.Loop(n, aboveLanes*aboveRows, func() {
			words, bit, rows := b.Zeros(aboveLanes/b.Lanes()), b.Vec(), b.NewInt()
			b.Move(bit, one)
			b.SetInt(rows, aboveRows)
			b.Loop(rows, 4, func() {
				for row := range 4 {
					for i := range words {
						v := b.Vec()
						b.Xor(v, flip, x.At(row*aboveLanes+i*b.Lanes()))
						b.Keep(v, b.GreaterInt32(v, t), bit)
						b.AddInt32(words[i], words[i], v)
					}
					b.AddInt32(bit, bit, bit)
				}
				b.Advance(x, 4*aboveLanes)
			})
			for i := range words {
				b.Store(bits.At(i*b.Lanes()), words[i])
			}
			b.Advance(bits, aboveLanes)
		})
	},
}
