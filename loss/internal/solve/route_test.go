package solve

import "testing"

// TestRoutes holds which engine solves what.
func TestRoutes(t *testing.T) {
	z, few, many := unitRowsOf(1, 20, 4), unitRowsOf(2, 40, 4), unitRowsOf(3, listedLeast, 4)
	index := make([]int, z.Rows)
	self, bank, long := inBatch(z), against(z, few, index), against(z, many, index)
	labelled := func(p Problem) *Problem {
		p.Labels = make([]int, 20)
		for i := range p.Labels {
			p.Labels[i] = i % 3
		}
		return &p
	}
	extra := *long
	extra.Extra, extra.Shared = inputOf("extra", few), true
	scaled := *long
	scaled.Unit = false
	hard, margin, other := Selection{K: 5}, Selection{Drop: true}, Selection{OtherClass: true}
	for i, c := range []struct {
		rule Rule
		keep Selection
		p    *Problem
		want route
	}{
		{softmax{0.1}, Selection{}, self, route{engine: byTiles}},
		{softmax{0.01}, Selection{}, self, route{engine: byTiles}},
		{softmax{0.1}, hard, self, route{engine: byTiles}},
		{softmax{0.01}, hard, self, route{engine: byRows}},
		{softmax{0.01}, margin, self, route{engine: byRows}},
		{softmax{0.01}, other, labelled(*self), route{engine: byTiles}},
		{twoSums{softmax{0.1}}, margin, self, route{engine: byTiles}},
		{twoSums{softmax{0.04}}, Selection{}, self, route{engine: byRows}},
		{ofClass{softmax{0.1}}, hard, labelled(*self), route{engine: byTiles}},
		{ofClass{softmax{0.01}}, Selection{}, labelled(*self), route{engine: byRows}},
		{pairwise{0.01}, hard, self, route{engine: byTiles}},
		{nearest{}, hard, self, route{engine: byTiles}},
		{uniform{}, Selection{}, self, route{engine: byLinear}},
		{uniform{}, hard, self, route{engine: byRows}},
		{uniform{}, Selection{}, bank, route{engine: byLinear}},
		{softmax{0.1}, Selection{}, bank, route{engine: byOnce, asGiven: true}},
		{softmax{0.1}, margin, bank, route{engine: byOnce, asGiven: true}},
		{softmax{0.01}, Selection{}, bank, route{engine: byRows}},
		{pairwise{0.1}, margin, bank, route{engine: byOnce, asGiven: true}},
		{nearest{}, Selection{}, bank, route{engine: byRows, sparse: true}},
		{softmax{0.1}, hard, bank, route{engine: byRows, sparse: true}},
		{softmax{0.1}, Selection{K: 11}, bank, route{engine: byRows}},
		{softmax{0.1}, hard, long, route{engine: byRows, sparse: true, listed: true, asGiven: true}},
		{softmax{0.1}, hard, &scaled, route{engine: byRows, sparse: true, listed: true}},
		{softmax{0.1}, Selection{K: 5, Drop: true}, long, route{engine: byRows, sparse: true}},
		{softmax{0.1}, hard, &extra, route{engine: byRows}},
	} {
		var s Solver
		mustSolve(t, &s, Options{}, c.rule, c.keep, c.p)
		if s.route != c.want {
			t.Errorf("case %d, %T, %+v: %+v, want %+v", i, c.rule, c.keep, s.route, c.want)
		}
		if mustSolve(t, &s, Options{Rows: true}, c.rule, c.keep, c.p); s.route.engine != byRows {
			t.Errorf("case %d: not by rows", i)
		}
	}
}
