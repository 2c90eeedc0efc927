package main

import "github.com/abc86604/temper/gen/vector"

// gemmRows points at one term of several rows, a constant distance apart: a
// pointer for every 7 rows, and the distance times 1, 3 and 5, which with the
// scales of an index reach all of them.
type gemmRows struct {
	b        *vector.Builder
	base     []vector.Ptr
	distance vector.Int
	times    map[int]vector.Int
}

// gemmReach is the number of rows that one pointer reaches.
const gemmReach = 7

// gemmStep is how a row is reached: scale times a multiple of the distance.
var gemmStep = [gemmReach]struct{ multiple, scale int }{1: {1, 1}, 2: {1, 2}, 3: {3, 1}, 4: {1, 4}, 5: {5, 1}, 6: {3, 2}}

// gemmRowsAt returns n rows, the first at p, distance bytes apart.
func gemmRowsAt(b *vector.Builder, n int, p vector.Ptr, distance vector.Int) gemmRows {
	rows := gemmRows{b, []vector.Ptr{p}, distance, map[int]vector.Int{1: distance}}
	for r := 1; r < min(n, gemmReach); r++ {
		multiple := gemmStep[r].multiple
		if _, ok := rows.times[multiple]; ok {
			continue
		}
		rows.times[multiple] = b.CopyInt(distance)
		for range multiple - 1 {
			b.AddInt(rows.times[multiple], distance)
		}
	}
	for len(rows.base)*gemmReach < n {
		next := b.CopyPtr(rows.base[len(rows.base)-1])
		for _, multiple := range []int{5, 1, 1} { // gemmReach of them
			b.AdvanceBytes(next, rows.times[multiple])
		}
		rows.base = append(rows.base, next)
	}
	return rows
}

// at returns the place of row r, i elements on.
func (g gemmRows) at(r, i int) vector.Mem {
	m := g.base[r/gemmReach].At(i)
	if step := gemmStep[r%gemmReach]; step.scale > 0 {
		m = m.Index(g.times[step.multiple], step.scale)
	}
	return m
}

// copy returns pointers of their own to the same rows.
func (g gemmRows) copy() gemmRows {
	base := make([]vector.Ptr, len(g.base))
	for i, p := range g.base {
		base[i] = g.b.CopyPtr(p)
	}
	g.base = base
	return g
}

// advance moves the rows on by n bytes.
func (g gemmRows) advance(n vector.Int) {
	for _, p := range g.base {
		g.b.AdvanceBytes(p, n)
	}
}

// advanceConst moves the rows on by n elements.
func (g gemmRows) advanceConst(n int) {
	for _, p := range g.base {
		g.b.Advance(p, n)
	}
}
