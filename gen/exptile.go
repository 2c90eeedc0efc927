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

var expTile = vector.Kernel{
	Name:      "ExpTile",
	File:      "exptile",
	Doc:       "ExpTile is expTileGeneric: dst_ij = e^((s_ij - shift) scale) with the sums of rows, 16 lanes each, and of columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, dst, s, rowSums, colSums []float32, shift, scale float32)",
	Body: func(b *vector.Builder) {
		dst, s := b.Pointer("dst"), b.Pointer("s")
		rowSums, colSums := b.Pointer("rowSums"), b.Pointer("colSums")
		shift, scale, e := b.Float("shift"), b.Float("scale"), newExponential(b)
		tileRows(b, []vector.Ptr{dst, s}, []vector.Ptr{rowSums}, func() {
			acc := b.Zeros(tileSpan / b.Lanes())
			tileColumns(b, expVecs, []vector.Ptr{dst, s, colSums}, func(at []vector.Ptr, vecs int) {
				t := tile{Builder: b, vecs: vecs}
				v := t.load(at[1])
				for i := range v {
					b.Sub(v[i], v[i], shift)
					b.Mul(v[i], v[i], scale)
				}
				v = e.of(v)
				t.store(at[0], v)
				for i := range v {
					b.Add(acc[i%len(acc)], acc[i%len(acc)], v[i])
					addTo(b, at[2].At(i*b.Lanes()), v[i])
				}
			})
			b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
			b.Store(rowSums.At(0), acc[0])
		})
	},
}

// exponentials2 returns e^((s - rowShift) scale) and e^((s - colShift) scale).
func exponentials2(e exponential, s, rowShift vector.Vec, colShift vector.Mem, scale vector.Vec) (byRow, byCol vector.Vec) {
	b := e.b
	x := b.Vecs(2)
	b.Sub(x[1], s, colShift)
	b.Sub(x[0], s, rowShift)
	for i := range x {
		b.Mul(x[i], x[i], scale)
	}
	x = e.of(x)
	return x[0], x[1]
}

var expTile2 = vector.Kernel{
	Name:      "ExpTile2",
	File:      "exptile",
	Doc:       "ExpTile2 is expTile2Generic: the sums of e^((s_ij - rowShift_i) scale) over rows and of e^((s_ij - colShift_j) scale) over columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, s, rowShift, colShift, rowSums, colSums []float32, scale float32)",
	Body: func(b *vector.Builder) {
		s, rowShift, colShift := b.Pointer("s"), b.Pointer("rowShift"), b.Pointer("colShift")
		rowSums, colSums := b.Pointer("rowSums"), b.Pointer("colSums")
		scale, e := b.Float("scale"), newExponential(b)
		tileRows(b, []vector.Ptr{s}, []vector.Ptr{rowShift, rowSums}, func() {
			acc, shift := b.Zeros(tileSpan/b.Lanes()), b.Vec()
			b.Broadcast(shift, rowShift.At(0))
			tileColumns(b, 1, []vector.Ptr{s, colShift, colSums}, func(at []vector.Ptr, vecs int) {
				for i := range vecs {
					v := b.Vec()
					b.Load(v, at[0].At(i*b.Lanes()))
					byRow, byCol := exponentials2(e, v, shift, at[1].At(i*b.Lanes()), scale)
					b.Add(acc[i], acc[i], byRow)
					addTo(b, at[2].At(i*b.Lanes()), byCol)
				}
			})
			b.Halve(acc, func(dst, lo, hi vector.Vec) { b.Add(dst, lo, hi) })
			b.Store(rowSums.At(0), acc[0])
		})
	},
}
