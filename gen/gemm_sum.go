package main

import "github.com/abc86604/temper/gen/vector"

// gemmSum is the inner loop of a tile, over the terms. While it sums it asks
// for the rows of the tile below or for rows of B further on: read where they
// lie, they come from memory, and the hardware sees no stream in the few lines of
// a tile.
type gemmSum struct {
	gemmTile
	acc      []vector.Vec // by row and vector
	k        vector.Int
	a, below gemmRows
	aCol     vector.Int
	b        vector.Ptr
	bRow     vector.Int
	ahead    vector.Int
	next     vector.Ptr // of near tiles, instead of below
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
// lane. What it asks for meanwhile takes the place of a load, so that it is either what
// comes next of B or of A.
func (s gemmSum) broadcasts() {
	if s.near {
		s.broadcastsNear()
	} else {
		s.broadcastsAhead()
	}
	s.Loop(s.k, 1, func() { s.broadcastTerm(func(int) {}) })
}

// broadcastsNear asks for a line of the tile below with each term, or for nothing.
func (s gemmSum) broadcastsNear() {
	terms := func(before func()) {
		s.Loop(s.k, s.unroll, func() {
			for range s.unroll {
				before()
				s.broadcastTerm(func(int) {})
			}
		})
	}
	s.If(s.ahead, vector.NotEqual, 0, func() {
		terms(func() {
			s.Prefetch(s.next.At(0))
			s.AdvanceBytes(s.next, s.ahead)
		})
	})
	terms(func() {})
}

func (s gemmSum) broadcastsAhead() {
	s.If(s.ahead, vector.Equal, 0, func() {
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
	})
	s.Loop(s.k, s.unroll, func() { // none are left of those
		for range s.unroll {
			s.prefetchB()
			s.broadcastTerm(func(int) {})
		}
	})
}

// prefetchB asks for what is BAhead from a row of B.
func (s gemmSum) prefetchB() {
	const line = 16 // elements
	for i := 0; i < s.vecs*s.Lanes(); i += line {
		s.Prefetch(s.b.At(i).Index(s.ahead, 1))
	}
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

// skip goes on to the next run of terms. It takes one register at a time.
func (s gemmSum) skip() {
	field := func(name string) vector.Int {
		r := s.NewInt()
		s.LoadInt(r, s.args.pointer("run").At(gemmOffset(gemmRunFields, name)))
		s.ShiftInt(r, 2)
		return r
	}
	s.a.advance(field("ASkip"))
	if !s.near {
		s.below.advance(field("ASkip"))
	}
	s.AdvanceBytes(s.b, field("BSkip"))
	next := s.args.pointer("run")
	s.Advance(next, 2*len(gemmRunFields))
	s.StorePtr(s.args.field("run"), next)
}
