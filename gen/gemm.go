package main

import "github.com/abc86604/temper/gen/vector"

// gemm is one function for tiles of every height up to that of the register
// tile.
var gemm = vector.Kernel{
	Name: "Gemm",
	File: "gemm",
	Doc: "Gemm is gemmGeneric: it adds products to tiles of C, one below the other, each of the given height, at most GemmRows or " +
		"GemmNarrowRows, and GemmCols or 16 wide. args points at a GemmArgs. Tile t of a strip starts at row t·height of C and reads " +
		"rows of A from t·ATile on:\n\n" +
		"\tacc = Σ_p a[t·ATile + r·ARow + p·ACol] b[p·BRow + j], p ascending, each step one fma, from +0\n" +
		"\tc[(t·height + r)·CRow + j/16·CBlock + j%16] = fma(Alpha, acc, Beta·c of the same place)\n\n" +
		"Beta is 0 or 1; with 0 the last operand is +0 and c is not read. The terms p come in runs, between which A and B skip some " +
		"elements. A strip is such a column of tiles; the next one starts AStrip, BStrip and CStrip further on. One call covers some " +
		"tens of microseconds at most, since assembly cannot be preempted.",
	Signature: "func(height int, args *int)",
	Body: func(b *vector.Builder) {
		args := gemmArgs{b, b.Pointer("args")}
		done, narrow := b.NewLabel("done"), b.NewLabel("narrow")
		heights := func(shape gemmShape) {
			gemmHeights(b, 1, shape.rows, func(rows int) {
				shape.rows = rows
				gemmTile{b, args, shape}.write()
				b.Jump(done)
			})
		}
		slim, ok := gemmNarrowShapes[b.ISA]
		if ok {
			b.JumpIf(args.get("Narrow"), vector.NotEqual, 0, narrow)
		}
		heights(gemmShapes[b.ISA])
		if ok {
			b.Place(narrow)
			heights(slim)
		}
		b.Place(done)
	},
}

// gemmHeights finds the height among those from least to most by halving, so that a low
// tile of a small product waits for few comparisons, and calls write for each.
func gemmHeights(b *vector.Builder, least, most int, write func(rows int)) {
	if least == most {
		write(least)
		return
	}
	middle, lower := (least+most+1)/2, b.NewLabel("lower")
	b.JumpIf(b.Int("height"), vector.Less, middle, lower)
	gemmHeights(b, middle, most, write)
	b.Place(lower)
	gemmHeights(b, least, middle-1, write)
}

// gemmShape is a register tile: rows by vecs vectors, and the number of terms
// in a turn of the loop. rows·vecs accumulators, a row of B and what the
// instruction set needs of A fill the registers.
type gemmShape struct {
	rows, vecs, unroll int
	near               bool // its rows lie close together
}

var gemmShapes = map[vector.ISA]gemmShape{
	vector.AVX2:   {rows: 6, vecs: 2, unroll: 4},
	vector.AVX512: {rows: 14, vecs: 2, unroll: 4},
	vector.NEON:   {rows: 8, vecs: 2, unroll: 4},
}

// gemmNarrowShapes are the tiles of 16 columns where the others are wider: a
// tile of two vectors would waste half of what it does. Loads bound it, so that it asks
// for nothing ahead, or for a line with each term.
var gemmNarrowShapes = map[vector.ISA]gemmShape{
	vector.AVX512: {rows: 16, vecs: 1, unroll: 4, near: true},
}

// gemmTile is the part of the function for tiles of one height.
type gemmTile struct {
	*vector.Builder
	args gemmArgs
	gemmShape
}

// write loops over the strips and their tiles. What a sum does not need of
// registers waits in the argument block.
func (t gemmTile) write() {
	strip, tile := t.NewLabel("strip"), t.NewLabel("tile")
	t.args.copy("stripA", "A")
	t.args.copy("stripC", "C")
	t.args.copy("b", "B")
	t.args.copy("strips", "Strips")
	t.Place(strip)
	t.args.copy("a", "stripA")
	t.args.copy("c", "stripC")
	t.args.copy("tiles", "Tiles")
	t.Place(tile)
	if t.near { // what is only written can wait for its place
		t.If(t.args.get("Beta"), vector.NotEqual, 0, func() { t.prefetchC(t.args.pointer("c")) })
	} else {
		t.prefetchC(t.args.pointer("c"))
	}
	acc := t.Zeros(t.rows * t.vecs)
	t.sum(acc)
	t.args.advance("a", "ATile")
	t.add(acc)
	t.args.countDown("tiles", tile)
	t.args.advance("stripA", "AStrip")
	t.args.advance("stripC", "CStrip")
	t.args.advance("b", "BStrip")
	t.args.countDown("strips", strip)
}

// sum adds the products of all terms to acc.
func (t gemmTile) sum(acc []vector.Vec) {
	a := gemmRowsAt(t.Builder, t.rows, t.args.pointer("a"), t.args.bytes("ARow"))
	s := gemmSum{gemmTile: t, acc: acc, a: a}
	if t.near {
		s.next, s.ahead = t.CopyPtr(a.base[0]), t.args.bytes("AAhead")
		t.AdvanceBytes(s.next, t.args.bytes("ATile"))
	} else {
		s.below, s.ahead = a.copy(), t.args.bytes("BAhead")
		s.below.advance(t.args.bytes("ATile"))
	}
	s.aCol, s.bRow = t.args.bytes("ACol"), t.args.bytes("BRow")
	s.b = t.args.pointer("b")
	run, ended := t.NewLabel("run"), t.NewLabel("ended")
	t.args.copy("run", "Runs")
	s.k = t.NewInt()
	t.Place(run)
	t.LoadInt(s.k, t.args.pointer("run").At(gemmOffset(gemmRunFields, "Terms")))
	t.JumpIf(s.k, vector.Equal, 0, ended)
	if t.ISA == vector.NEON {
		s.termsInLanes()
		s.rowsInLanes()
	}
	s.broadcasts()
	s.skip()
	t.Jump(run)
	t.Place(ended)
}

// prefetchC asks for the tile of C while its sums are taken.
func (t gemmTile) prefetchC(c vector.Ptr) {
	row := t.args.bytes("CRow")
	block := t.args.bytes("CBlock")
	for range t.rows {
		t.Prefetch(c.At(0))
		if m := t.place(c, t.vecs-1, block); t.vecs > 1 {
			t.Prefetch(m)
		}
		t.AdvanceBytes(c, row)
	}
}

// place returns where vector v of a row of C lies; block is the distance of 16
// columns from the next.
func (t gemmTile) place(row vector.Ptr, v int, block vector.Int) vector.Mem {
	m := row.At(v * t.Lanes() % channelBlock)
	if v*t.Lanes() >= channelBlock {
		m = m.Index(block, 1)
	}
	return m
}

// add sets C = fma(alpha, acc, beta·C) and goes on to the tile below. beta is 0
// or 1.
func (t gemmTile) add(acc []vector.Vec) {
	c, row, block := t.args.pointer("c"), t.args.bytes("CRow"), t.args.bytes("CBlock")
	alpha := t.Vec()
	t.Broadcast(alpha, t.args.field("Alpha"))
	overwrite, done := t.NewLabel("overwrite"), t.NewLabel("stored")
	sum := t.Vec()
	rows := func(start func(m vector.Mem)) {
		for r := range t.rows {
			for v := range t.vecs {
				m := t.place(c, v, block)
				start(m)
				t.MulAdd(sum, alpha, acc[r*t.vecs+v])
				t.Store(m, sum)
			}
			t.AdvanceBytes(c, row)
		}
	}
	t.JumpIf(t.args.get("Beta"), vector.Equal, 0, overwrite)
	rows(func(m vector.Mem) { t.Load(sum, m) })
	t.Jump(done)
	t.Place(overwrite)
	rows(func(vector.Mem) { t.Zero(sum) })
	t.Place(done)
	t.StorePtr(t.args.field("c"), c)
}

// vectorsOf returns the number of vectors that hold n elements.
func vectorsOf(n int, isa vector.ISA) int { return (n + isa.Lanes() - 1) / isa.Lanes() }

// elements returns an argument that counts elements, in bytes.
func elements(b *vector.Builder, arg string) vector.Int {
	n := b.Int(arg)
	b.ShiftInt(n, 2)
	return n
}
