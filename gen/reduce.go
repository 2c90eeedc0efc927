package main

import (
	"math"

	"github.com/abc86604/temper/gen/vector"
)

var negativeZero = float32(math.Copysign(0, -1))

// sumLanes is how many lanes a sum, a dot product or a maximum has by specification.
const sumLanes = 64

// reduction takes slices of equal length, element j into lane j mod sumLanes.
type reduction struct {
	acc      []vector.Vec                              // the lanes
	in       []vector.Ptr                              // the slices
	identity []float32                                 // values that step turns into nothing, one for each slice
	step     func(acc vector.Vec, in []vector.Operand) // takes one vector of each slice into acc
}

// lanes covers all n elements. In the loop the pointers are half a step ahead: then all displacements fit into the one byte
// that short encodings have, worth 6 % on AVX2.
func (r reduction) lanes(b *vector.Builder, n vector.Int) {
	const ahead = sumLanes / 2
	r.advance(b, ahead)
	b.Loop(n, sumLanes, func() {
		for i := range r.acc {
			r.step(r.acc[i], r.at(i*b.Lanes()-ahead))
		}
		r.advance(b, sumLanes)
	})
	done := b.NewLabel("reduced")
	b.JumpIf(n, vector.Equal, 0, done)
	r.advance(b, -ahead)
	rest := r.rest(b, n)
	whole := func(i int) { r.step(r.acc[i], r.at(i*b.Lanes())) }
	ladder(b, n, len(r.acc), whole, func(i int) { r.step(r.acc[i], rest) })
	b.Place(done)
}

func (r reduction) advance(b *vector.Builder, elements int) {
	for _, p := range r.in {
		b.Advance(p, elements)
	}
}

// at returns a vector of each slice, from the given element on, in memory.
func (r reduction) at(element int) []vector.Operand {
	v := make([]vector.Operand, len(r.in))
	for k, p := range r.in {
		v[k] = p.At(element)
	}
	return v
}

// rest returns the last elements of each slice, less than a vector, with the identity in the other lanes: they then
// receive nothing.
func (r reduction) rest(b *vector.Builder, n vector.Int) []vector.Operand {
	v, operands := b.Vecs(len(r.in)), make([]vector.Operand, len(r.in))
	for k := range v {
		b.Splat(v[k], r.identity[k])
		operands[k] = v[k]
	}
	withRest(b, n, func(whole vector.Int, tail vector.Tail) {
		for k, p := range r.in {
			b.LoadTail(v[k], p.At(0).Index(whole, 4), tail)
		}
	})
	return operands
}

// withRest splits n into whole vectors and a rest, and runs body unless there is no rest. whole counts elements.
func withRest(b *vector.Builder, n vector.Int, body func(whole vector.Int, tail vector.Tail)) {
	rest, whole := b.CopyInt(n), b.CopyInt(n)
	b.AndConst(rest, b.Lanes()-1)
	b.SubInt(whole, rest)
	b.If(rest, vector.NotEqual, 0, func() { body(whole, b.Tail(rest)) })
}

// ladder takes n < steps*Lanes elements, vector i by whole(i) while a whole one is left and then, once, by rest(i): each
// lane keeps its ascending order although the rest was loaded beforehand.
func ladder(b *vector.Builder, n vector.Int, steps int, whole, rest func(i int)) {
	done := b.NewLabel("ladder")
	exits := make([]vector.Label, steps-1)
	for i := range exits {
		exits[i] = b.NewLabel("rest")
		b.JumpIf(n, vector.Less, b.Lanes(), exits[i])
		whole(i)
		b.AddConst(n, -b.Lanes())
	}
	rest(steps - 1)
	for i, exit := range exits {
		b.Jump(done)
		b.Place(exit)
		rest(i)
	}
	b.Place(done)
}
