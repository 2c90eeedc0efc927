package main

import "github.com/abc86604/temper/gen/vector"

// exponentialPair computes e^((s - shift) scale) of a tile's elements at two scales.
type exponentialPair struct {
	exponential
	s      vector.Ptr
	shift  func() vector.Vec
	scales [2]func() vector.Vec
}

func newExponentialPair(b *vector.Builder, s vector.Ptr) exponentialPair {
	e := exponentialPair{newExponential(b), s, floatAtUse(b, "shift"), [2]func() vector.Vec{floatAtUse(b, "scale"), floatAtUse(b, "scale2")}}
	return e
}

// arguments returns both arguments for each of vectors from to to-1 of a stretch.
func (e exponentialPair) arguments(from, to int) []vector.Vec {
	b := e.b
	x, shift := b.Vecs(2*(to-from)), e.shift()
	for i := from; i < to; i++ {
		second := x[2*(i-from)+1]
		b.Load(second, e.s.At(i*b.Lanes()))
		b.Sub(second, second, shift)
	}
	scale, scale2 := e.scales[0](), e.scales[1]()
	for i := 0; i < len(x); i += 2 {
		b.Mul(x[i], x[i+1], scale)
		b.Mul(x[i+1], x[i+1], scale2)
	}
	return x
}

var expTilePair = vector.Kernel{
	Name: "ExpTilePair",
	File: "pairtile",
	Doc: "ExpTilePair is expTilePairGeneric: the sums of e^((s_ij - shift) scale) and of e^((s_ij - shift) scale2) over rows and " +
		"over columns. It writes over 15 elements past the sums of rows.",
	Signature: "func(rows, cols, ld int, s, rowSums, rowSums2, colSums, colSums2 []float32, shift, scale, scale2 float32)",
	Body: func(b *vector.Builder) {
		s := b.Pointer("s")
		rowSums, colSums := []vector.Ptr{b.Pointer("rowSums"), b.Pointer("rowSums2")}, []vector.Ptr{b.Pointer("colSums"), b.Pointer("colSums2")}
		e, lanes := newExponentialPair(b, s), [][]vector.Vec{rowLanes(b), rowLanes(b)}
		ahead := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 1}
		tileWalk{
			tiles: []vector.Ptr{s}, perRow: rowSums, perCol: colSums,
			most:  4,
			begin: func() { clearAll(b, lanes...) },
			stretch: func(vecs int) {
				e.each(vecs, ahead, e.arguments, func(i int, y []vector.Vec) {
					for k, sums := range lanes {
						sum := sums[i%len(sums)]
						b.Add(sum, sum, y[k])
						addTo(b, colSums[k].At(i*b.Lanes()), y[k])
					}
				})
			},
			end: func() {
				for k, sums := range lanes {
					storeSum(b, rowSums[k], sums)
				}
			},
		}.emit(b)
	},
}

var weightTilePair = vector.Kernel{
	Name: "WeightTilePair",
	File: "pairtile",
	Doc: "WeightTilePair is weightTilePairGeneric: dst_ij = e^((s_ij - shift) scale) (row_i + col_j) + e^((s_ij - shift) scale2) " +
		"(row2_i + col2_j).",
	Signature: "func(rows, cols, ld int, dst, s, row, row2, col, col2 []float32, shift, scale, scale2 float32)",
	Body: func(b *vector.Builder) {
		dst, s := b.Pointer("dst"), b.Pointer("s")
		row, col := []vector.Ptr{b.Pointer("row"), b.Pointer("row2")}, []vector.Ptr{b.Pointer("col"), b.Pointer("col2")}
		e, weight := newExponentialPair(b, s), b.Vecs(2)
		ahead := map[vector.ISA]int{vector.AVX2: 2, vector.AVX512: 4, vector.NEON: 2}
		tileWalk{
			tiles: []vector.Ptr{dst, s}, perRow: row, perCol: col,
			most: 4,
			begin: func() {
				for k, p := range row {
					b.Broadcast(weight[k], p.At(0))
				}
			},
			stretch: func(vecs int) {
				e.each(vecs, ahead, e.arguments, func(i int, y []vector.Vec) {
					w := b.Vecs(2)
					for k := range w {
						b.Add(w[k], weight[k], col[k].At(i*b.Lanes()))
					}
					b.Mul(w[1], w[1], y[1])
					b.MulAdd(w[1], w[0], y[0])
					b.Store(dst.At(i*b.Lanes()), w[1])
				})
			},
		}.emit(b)
	},
}
