package main

import "github.com/abc86604/temper/gen/vector"

// gemm is one function for tiles of every height up to that of the register
// tile.
var gemm = vector.Kernel{
	Name: "Gemm",
	File: "gemm",
	Doc: "Gemm adds products of k ≤ 256 terms to tiles of C, one below the other, each of the given height, at most GemmRows, and " +
		"GemmCols wide. Tile t starts at row t·height of C and reads rows of A from a + t·aTile:\n\n" +
		"\tacc = Σ_p a[t·aTile + r·aRow + p·aCol] b[p·bRow + j], p ascending, each step one fma, from +0\n" +
		"\tc[(t·height + r)·ldc + j] = fma(alpha, acc, beta·c of the same place)\n\n" +
		"beta is 0 or 1; with 0 the last operand is +0 and c is not read. Strides count elements. One call covers at most 256 rows " +
		"of C, some tens of microseconds, since assembly cannot be preempted.",
	Signature: "func(height, tiles, k int, alpha float32, a *float32, aTile, aRow, aCol int, " +
		"b *float32, bRow int, beta int, c *float32, ldc int)",
	NoTwin: true,
	Body: func(b *vector.Builder) {
		shape := gemmShapes[b.ISA]
		height := b.Int("height")
		done := b.NewLabel("done")
		for rows := shape.rows; rows > 0; rows-- {
			b.If(height, vector.Equal, rows, func() {
				gemmTile{b, rows, shape.vecs, shape.unroll}.write()
				b.Jump(done)
			})
		}
		b.Place(done)
	},
}

// gemmShape is a register tile: rows by vecs vectors, and the number of terms
// in a turn of the loop. rows·vecs accumulators, a row of B and what the
// instruction set needs of A fill the registers.
type gemmShape struct{ rows, vecs, unroll int }

var gemmShapes = map[vector.ISA]gemmShape{
	vector.AVX2:   {rows: 6, vecs: 2, unroll: 4},
	vector.AVX512: {rows: 14, vecs: 2, unroll: 2},
	vector.NEON:   {rows: 8, vecs: 2, unroll: 4},
}

// gemmTile is the part of the function for tiles of one height.
type gemmTile struct {
	*vector.Builder
	rows, vecs, unroll int
}

func (t gemmTile) write() {
	tiles := t.Int("tiles")
	a := gemmRowsAt(t.Builder, t.rows, t.Pointer("a"), elements(t.Builder, "aRow"))
	c := t.Pointer("c")
	t.Loop(tiles, 1, func() {
		t.prefetchC(c)
		acc := t.Zeros(t.rows * t.vecs)
		t.sum(acc, a)
		a.advance(elements(t.Builder, "aTile"))
		t.add(c, acc)
	})
}

// sum adds the products of k terms to acc.
func (t gemmTile) sum(acc []vector.Vec, a gemmRows) {
	s := gemmSum{gemmTile: t, acc: acc, a: a.copy(), below: a.copy()}
	s.below.advance(elements(t.Builder, "aTile"))
	s.k, s.aCol = t.Int("k"), elements(t.Builder, "aCol")
	s.b, s.bRow = t.Pointer("b"), elements(t.Builder, "bRow")
	if t.ISA == vector.NEON {
		s.termsInLanes()
		s.rowsInLanes()
	}
	s.broadcasts()
}

// prefetchC asks for the tile of C while its sums are taken.
func (t gemmTile) prefetchC(c vector.Ptr) {
	row, ldc := t.CopyPtr(c), elements(t.Builder, "ldc")
	for range t.rows {
		t.Prefetch(row.At(0))
		t.Prefetch(row.At(t.vecs*t.Lanes() - 1))
		t.AdvanceBytes(row, ldc)
	}
}

// add sets C = fma(alpha, acc, beta·C) and moves c to the tile below. beta is 0
// or 1.
func (t gemmTile) add(c vector.Ptr, acc []vector.Vec) {
	alpha, ldc := t.Float("alpha"), elements(t.Builder, "ldc")
	overwrite, done := t.NewLabel("overwrite"), t.NewLabel("stored")
	sum := t.Vec()
	rows := func(start func(m vector.Mem)) {
		for r := range t.rows {
			for v := range t.vecs {
				m := c.At(v * t.Lanes())
				start(m)
				t.MulAdd(sum, alpha, acc[r*t.vecs+v])
				t.Store(m, sum)
			}
			t.AdvanceBytes(c, ldc)
		}
	}
	t.JumpIf(t.Int("beta"), vector.Equal, 0, overwrite)
	rows(func(m vector.Mem) { t.Load(sum, m) })
	t.Jump(done)
	t.Place(overwrite)
	rows(func(vector.Mem) { t.Zero(sum) })
	t.Place(done)
}

// vectorsOf returns the number of vectors that hold n elements.
func vectorsOf(n int, isa vector.ISA) int { return (n + isa.Lanes() - 1) / isa.Lanes() }

// elements returns an argument that counts elements, in bytes.
func elements(b *vector.Builder, arg string) vector.Int {
	n := b.Int(arg)
	b.ShiftInt(n, 2)
	return n
}
