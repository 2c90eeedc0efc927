package main

import "github.com/abc86604/temper/gen/vector"

// gemmSum is the inner loop of a tile, over the terms. While it sums it asks
// for the rows of the tile below: read where they lie, they come from memory,
// and the hardware sees no stream in the few lines of a tile.
type gemmSum struct {
	gemmTile
	acc      []vector.Vec // by row and vector
	k        vector.Int
	a, below gemmRows
	aCol     vector.Int
	b        vector.Ptr
	bRow     vector.Int
}

// rowOfB reads a row of B and goes on to the next.
func (s gemmSum) rowOfB() []vector.Vec {
	row := s.Vecs(s.vecs)
	for v := range row {
		s.Load(row[v], s.b.At(v*s.Lanes()))
	}
	s.AdvanceBytes(s.b, s.bRow)
	return row
}

// broadcasts takes the terms one by one and brings each element of A into every
// lane.
func (s gemmSum) broadcasts() {
	s.Loop(s.k, s.unroll, func() {
		for i := range s.unroll {
			s.broadcastTerm(func(row int) {
				if row%s.unroll == i {
					s.Prefetch(s.below.at(row, 0))
				}
			})
			s.below.advance(s.aCol)
		}
	})
	s.Loop(s.k, 1, func() { s.broadcastTerm(func(int) {}) })
}

func (s gemmSum) broadcastTerm(after func(row int)) {
	b := s.rowOfB()
	for r := range s.rows {
		s.broadcastRow(s.acc[r*s.vecs:], b, s.a.at(r, 0))
		after(r)
	}
	s.a.advance(s.aCol)
}

// broadcastRow adds the products of one element of A with a row of B. An FMA
// that broadcasts from memory itself takes no register but a load for each vector.
func (s gemmSum) broadcastRow(acc, b []vector.Vec, a vector.Mem) {
	if s.ISA == vector.AVX512 && s.vecs == 1 {
		s.MulAddScalar(acc[0], b[0], a)
		return
	}
	x := s.Vec()
	s.Broadcast(x, a)
	for v := range b {
		s.MulAdd(acc[v], b[v], x)
	}
}

// skip goes on to the run of terms behind the one that at describes.
func (s gemmSum) skip(at vector.Ptr) {
	field := func(name string) vector.Int {
		r := s.NewInt()
		s.LoadInt(r, at.At(gemmOffset(gemmRunFields, name)))
		s.ShiftInt(r, 2)
		return r
	}
	a := field("ASkip")
	s.a.advance(a)
	s.below.advance(a)
	s.AdvanceBytes(s.b, field("BSkip"))
}
