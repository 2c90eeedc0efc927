package main

import "github.com/abc86604/temper/gen/vector"

// tileExponential computes e^((s - shift) scale) of a tile's elements.
type tileExponential struct {
	exponential
	s            vector.Ptr
	shift, scale func() vector.Vec
}

// arguments returns (s - shift) scale for vectors from to to-1 of a stretch.
func (e tileExponential) arguments(from, to int) []vector.Vec {
	b := e.b
	x, shift, scale := b.Vecs(to-from), e.shift(), e.scale()
	for i := range x {
		b.Load(x[i], e.s.At((from+i)*b.Lanes()))
		b.Sub(x[i], x[i], shift)
		b.Mul(x[i], x[i], scale)
	}
	return x
}

var expTile = vector.Kernel{
	Name:      "ExpTile",
	File:      "exptile",
	Doc:       "ExpTile is expTileGeneric: dst_ij = e^((s_ij - shift) scale) with the sums of rows, 16 lanes each, and of columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, dst, s, rowSums, colSums []float32, shift, scale float32)",
	Body: func(b *vector.Builder) {
		dst, s := b.Pointer("dst"), b.Pointer("s")
		rowSums, colSums := b.Pointer("rowSums"), b.Pointer("colSums")
		e, lanes := tileExponential{newExponential(b), s, floatHeld(b, "shift"), floatHeld(b, "scale")}, rowLanes(b)
		ahead := map[vector.ISA]int{vector.AVX2: 4, vector.AVX512: 4, vector.NEON: 4}
		tileWalk{
			tiles: []vector.Ptr{dst, s}, perRow: []vector.Ptr{rowSums}, perCol: []vector.Ptr{colSums},
			most:  4,
			begin: func() { clearAll(b, lanes) },
			stretch: func(vecs int) {
				e.each(vecs, ahead, e.arguments, func(i int, y []vector.Vec) {
					sum := lanes[i%len(lanes)]
					b.Store(dst.At(i*b.Lanes()), y[0])
					b.Add(sum, sum, y[0])
					addTo(b, colSums.At(i*b.Lanes()), y[0])
				})
			},
			end: func() { storeSum(b, rowSums, lanes) },
		}.emit(b)
	},
}

// shiftedExponential computes e^((s - rowShift) scale) and e^((s - colShift) scale) of a tile's elements.
type shiftedExponential struct {
	exponential
	s, rowShift, colShift vector.Ptr
	shift                 vector.Vec // of the row
	scale                 func() vector.Vec
}

func newShiftedExponential(b *vector.Builder, s vector.Ptr) shiftedExponential {
	e := shiftedExponential{newExponential(b), s, b.Pointer("rowShift"), b.Pointer("colShift"), b.Vec(), floatAtUse(b, "scale")}
	return e
}

// begin takes the row's shift.
func (e shiftedExponential) begin() { e.b.Broadcast(e.shift, e.rowShift.At(0)) }

// arguments returns both arguments for each of vectors from to to-1 of a stretch.
func (e shiftedExponential) arguments(from, to int) []vector.Vec {
	b, scale := e.b, e.scale()
	var x []vector.Vec
	for i := from; i < to; i++ {
		byRow, byCol := b.Vec(), b.Vec()
		b.Load(byRow, e.s.At(i*b.Lanes()))
		b.Sub(byCol, byRow, e.colShift.At(i*b.Lanes()))
		b.Sub(byRow, byRow, e.shift)
		b.Mul(byRow, byRow, scale)
		b.Mul(byCol, byCol, scale)
		x = append(x, byRow, byCol)
	}
	return x
}

var expTileShifted = vector.Kernel{
	Name:      "ExpTileShifted",
	File:      "exptile",
	Doc:       "ExpTileShifted is expTileShiftedGeneric: the sums of e^((s_ij - rowShift_i) scale) over rows and of e^((s_ij - colShift_j) scale) over columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, s, rowShift, colShift, rowSums, colSums []float32, scale float32)",
	Body: func(b *vector.Builder) {
		s, rowSums, colSums := b.Pointer("s"), b.Pointer("rowSums"), b.Pointer("colSums")
		e, lanes := newShiftedExponential(b, s), rowLanes(b)
		ahead := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 2}
		tileWalk{
			tiles: []vector.Ptr{s}, perRow: []vector.Ptr{e.rowShift, rowSums}, perCol: []vector.Ptr{e.colShift, colSums},
			most: 4,
			begin: func() {
				clearAll(b, lanes)
				e.begin()
			},
			stretch: func(vecs int) {
				e.each(vecs, ahead, e.arguments, func(i int, y []vector.Vec) {
					sum := lanes[i%len(lanes)]
					b.Add(sum, sum, y[0])
					addTo(b, colSums.At(i*b.Lanes()), y[1])
				})
			},
			end: func() { storeSum(b, rowSums, lanes) },
		}.emit(b)
	},
}
