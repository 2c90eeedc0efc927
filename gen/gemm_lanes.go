package main

import "github.com/abc86604/temper/gen/vector"

// An FMA by element takes one lane of a vector for all: then a load brings 4
// elements of A, and none is broadcast.

// termsInLanes loads 4 terms of each row where a row's terms lie side by side,
// and takes 8 terms a turn.
func (s gemmSum) termsInLanes() {
	const turns, lanes = 2, 4
	s.If(s.aCol, vector.Equal, 4, func() {
		s.Loop(s.k, turns*lanes, func() {
			for turn := range turns {
				x := s.Vecs(s.rows)
				for r := range x {
					s.Load(x[r], s.a.at(r, turn*lanes))
					if r%turns == turn {
						s.Prefetch(s.below.at(r, 0))
					}
				}
				for lane := range lanes {
					b := s.rowOfB()
					for r := range x {
						s.laneRow(r, b, x[r], lane)
					}
				}
			}
			s.a.advanceConst(turns * lanes)
			s.below.advanceConst(turns * lanes)
		})
	})
}

// rowsInLanes loads 4 rows of each term where the rows of a term lie side by
// side. A last vector of fewer rows overlaps the one before.
func (s gemmSum) rowsInLanes() {
	const turns, lanes = 2, 4
	if s.rows < lanes {
		return
	}
	s.If(s.a.distance, vector.Equal, 4, func() {
		s.Loop(s.k, turns, func() {
			for range turns {
				b := s.rowOfB()
				for r := 0; r < s.rows; r += lanes {
					first := min(r, s.rows-lanes)
					x := s.Vec()
					s.Load(x, s.a.base[0].At(first))
					for row := r; row < min(r+lanes, s.rows); row++ {
						s.laneRow(row, b, x, row-first)
					}
				}
				s.a.advance(s.aCol)
			}
		})
	})
}

// laneRow adds the products of a lane of x with a row of B to row r.
func (s gemmSum) laneRow(r int, b []vector.Vec, x vector.Vec, lane int) {
	for v := range b {
		s.MulAddLane(s.acc[r*s.vecs+v], b[v], x, lane)
	}
}
