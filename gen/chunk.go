package main

import "github.com/abc86604/temper/gen/vector"

// chunk is some consecutive elements that a kernel handles at once: whole vectors, or what is left at the end
// of a slice, less than one vector.
type chunk struct {
	*vector.Builder
	vecs int
	tail *vector.Tail // nil: whole vectors
}

// load reads the chunk at p. Lanes past the end are +0.
func (c chunk) load(p vector.Ptr) []vector.Vec {
	v := c.Vecs(c.vecs)
	for i := range v {
		if c.tail != nil {
			c.Zero(v[i])
			c.LoadTail(v[i], p.At(0), *c.tail)
			continue
		}
		c.Load(v[i], p.At(i*c.Lanes()))
	}
	return v
}

// operand returns vector i of the chunk at p, in memory where it can be read from there.
func (c chunk) operand(p vector.Ptr, i int) vector.Operand {
	if c.tail != nil {
		return c.load(p)[0]
	}
	return p.At(i * c.Lanes())
}

// store writes the chunk at p.
func (c chunk) store(p vector.Ptr, v []vector.Vec) {
	for i := range v {
		if c.tail != nil {
			c.StoreTail(p.At(0), v[i], *c.tail)
			continue
		}
		c.Store(p.At(i*c.Lanes()), v[i])
	}
}

// elementwise covers n elements by chunks, the widest first: widths in vectors, the last of them 1, then the rest. ptrs
// move on past each chunk; n is used up.
func elementwise(b *vector.Builder, n vector.Int, widths []int, ptrs []vector.Ptr, body func(c chunk)) {
	for _, vecs := range widths {
		step := vecs * b.Lanes()
		b.Loop(n, step, func() {
			body(chunk{Builder: b, vecs: vecs})
			for _, p := range ptrs {
				b.Advance(p, step)
			}
		})
	}
	b.If(n, vector.NotEqual, 0, func() {
		tail := b.Tail(n)
		body(chunk{Builder: b, vecs: 1, tail: &tail})
	})
}
