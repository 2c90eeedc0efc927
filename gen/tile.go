package main

import "github.com/abc86604/temper/gen/vector"

// tileSpan is the number of lanes of a row's sum, and the multiple that a
// tile's columns come in: tiles need no tails.
const tileSpan = 16

// tileWalk goes over a tile row by row, and over a row by stretches of vectors,
// at least one lane of each sum wide. The pointers move along a row and back
// again: copies that moved in their place would take more registers than kernels
// of many slices have.
type tileWalk struct {
	tiles  []vector.Ptr // whose rows are ld apart
	perRow []vector.Ptr // to one element a row
	perCol []vector.Ptr // to one element a column

	most    int            // the width of a stretch in vectors, where the row is that long
	begin   func()         // ahead of each row
	stretch func(vecs int) // with all pointers at the stretch
	end     func()         // behind each row, if there is anything to do
}

func (w tileWalk) emit(b *vector.Builder) {
	rows, n, back, ld := b.Int("rows"), b.NewInt(), b.NewInt(), elements(b, "ld")
	b.SetInt(back, 0)
	b.SubInt(back, elements(b, "cols"))
	b.Loop(rows, 1, func() {
		w.begin()
		b.SetInt(n, 0)
		b.SubInt(n, back)
		for _, vecs := range w.widths(b) {
			b.Loop(n, 4*vecs*b.Lanes(), func() {
				w.stretch(vecs)
				for _, p := range w.along() {
					b.Advance(p, vecs*b.Lanes())
				}
			})
		}
		if w.end != nil {
			w.end()
		}
		w.next(b, back, ld)
	})
}

func (w tileWalk) widths(b *vector.Builder) []int {
	least := tileSpan / b.Lanes()
	if w.most <= least {
		return []int{least}
	}
	return []int{w.most, least}
}

// along are the pointers that move along a row.
func (w tileWalk) along() []vector.Ptr {
	return append(w.tiles[:len(w.tiles):len(w.tiles)], w.perCol...)
}

// next moves the pointers from the end of a row to the start of the next one.
func (w tileWalk) next(b *vector.Builder, back, ld vector.Int) {
	for _, p := range w.along() {
		b.AdvanceBytes(p, back)
	}
	for _, p := range w.tiles {
		b.AdvanceBytes(p, ld)
	}
	for _, p := range w.perRow {
		b.Advance(p, 1)
	}
}

// rowLanes returns the registers of a row's lanes.
func rowLanes(b *vector.Builder) []vector.Vec { return b.Vecs(tileSpan / b.Lanes()) }

// clearAll sets all lanes to +0.
func clearAll(b *vector.Builder, lanes ...[]vector.Vec) {
	for _, v := range lanes {
		for i := range v {
			b.Zero(v[i])
		}
	}
}

// storeSum adds up the lanes of a row's sum and stores it.
func storeSum(b *vector.Builder, to vector.Ptr, lanes []vector.Vec) {
	b.Halve(lanes, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
	b.Store(to.At(0), lanes[0])
}

// addTo adds v to the vector at m, and keeps v.
func addTo(b *vector.Builder, m vector.Mem, v vector.Vec) {
	sum := b.Vec()
	b.Add(sum, v, m)
	b.Store(m, sum)
}

// floatHeld returns a function that gives a float32 argument in every lane, from
// a register.
func floatHeld(b *vector.Builder, arg string) func() vector.Vec {
	v := b.Float(arg)
	return func() vector.Vec { return v }
}

// floatAtUse is floatHeld, but where registers are few it reads the argument from
// memory again at each use.
func floatAtUse(b *vector.Builder, arg string) func() vector.Vec {
	if b.ISA != vector.AVX2 {
		return floatHeld(b, arg)
	}
	return func() vector.Vec { return b.Float(arg) }
}
