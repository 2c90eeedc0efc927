package main

import "github.com/abc86604/temper/gen/vector"

// tile is a stretch of consecutive elements that a kernel handles at once: some whole vectors, or what is left at the end
// of a slice, less than one vector.
type tile struct {
	*vector.Builder
	vecs int
	tail *vector.Tail // nil: whole vectors
}

// load reads the tile at p. Lanes past the end are +0.
func (t tile) load(p vector.Ptr) []vector.Vec {
	v := t.Vecs(t.vecs)
	for i := range v {
		if t.tail != nil {
			t.Zero(v[i])
			t.LoadTail(v[i], p.At(0), *t.tail)
			continue
		}
		t.Load(v[i], p.At(i*t.Lanes()))
	}
	return v
}

// operand returns vector i of the tile at p, in memory where it can be read from there.
func (t tile) operand(p vector.Ptr, i int) vector.Operand {
	if t.tail != nil {
		return t.load(p)[0]
	}
	return p.At(i * t.Lanes())
}

// store writes the tile at p.
func (t tile) store(p vector.Ptr, v []vector.Vec) {
	for i := range v {
		if t.tail != nil {
			t.StoreTail(p.At(0), v[i], *t.tail)
			continue
		}
		t.Store(p.At(i*t.Lanes()), v[i])
	}
}

// elementwise covers n elements by tiles, the widest first: widths in vectors, the last of them 1, then the rest. ptrs
// move on past each tile; n is used up.
func elementwise(b *vector.Builder, n vector.Int, widths []int, ptrs []vector.Ptr, body func(t tile)) {
	for _, vecs := range widths {
		step := vecs * b.Lanes()
		b.Loop(n, step, func() {
			body(tile{Builder: b, vecs: vecs})
			for _, p := range ptrs {
				b.Advance(p, step)
			}
		})
	}
	b.If(n, vector.NotEqual, 0, func() {
		tail := b.Tail(n)
		body(tile{Builder: b, vecs: 1, tail: &tail})
	})
}
