package main

import "github.com/abc86604/temper/gen/vector"

// tileSpan is the number of lanes of a row's sum, and the multiple that a
// tile's columns come in: tiles need no tails.
const tileSpan = 16

// tileRows runs body once a row of a tile and moves on the pointers to tiles,
// whose rows are ld apart, and those to one element a row.
func tileRows(b *vector.Builder, tiles, perRow []vector.Ptr, body func()) {
	rows, ld := b.Int("rows"), elements(b, "ld")
	b.Loop(rows, 1, func() {
		body()
		for _, p := range tiles {
			b.AdvanceBytes(p, ld)
		}
		for _, p := range perRow {
			b.Advance(p, 1)
		}
	})
}

// tileColumns covers a row by stretches of so many vectors, at least one lane
// of each sum wide. body gets the pointers at the stretch.
func tileColumns(b *vector.Builder, most int, ptrs []vector.Ptr, body func(at []vector.Ptr, vecs int)) {
	n, at := b.Int("cols"), make([]vector.Ptr, len(ptrs))
	for i, p := range ptrs {
		at[i] = b.CopyPtr(p)
	}
	least := tileSpan / b.Lanes()
	widths := []int{max(most, least)}
	if widths[0] > least {
		widths = append(widths, least)
	}
	for _, vecs := range widths {
		b.Loop(n, vecs*b.Lanes(), func() {
			body(at, vecs)
			for _, p := range at {
				b.Advance(p, vecs*b.Lanes())
			}
		})
	}
}

// addTo adds v to the vector at m, and keeps v.
func addTo(b *vector.Builder, m vector.Mem, v vector.Vec) {
	sum := b.Vec()
	b.Add(sum, v, m)
	b.Store(m, sum)
}
