package solve

// order is the order in which groups of blocks meet: round after round, and in
// none of them does a group meet two others. Groups of two sides meet as in a
// Latin square: in round r group i meets group i+r, modulo the larger number of
// groups. Those of one side meet as in a tournament, see tournament.
type order struct {
	a, b     int // groups on each side
	one      bool
	pairings []pairing
	starts   []int // the first pairing of each round, and the end of the last
}

// A pairing is a meeting of group a of one side with group b of the other, each
// of which has had so many before.
type pairing struct {
	a, b         int32
	turnA, turnB int32
}

// reset makes o the order for a and b groups, or for a groups of one side.
func (o *order) reset(a, b int, one bool) {
	if o.a == a && o.b == b && o.one == one && o.starts != nil {
		return
	}
	*o = order{a: a, b: b, one: one, pairings: o.pairings[:0], starts: o.starts[:0]}
	turns := make([]int32, o.counters())
	add := func(i, j int) {
		m := pairing{a: int32(i), b: int32(j)}
		s, t := o.turnsOf(&m)
		m.turnA, m.turnB = turns[s], turns[t]
		turns[s]++
		if s != t {
			turns[t]++
		}
		o.pairings = append(o.pairings, m)
	}
	if one {
		o.tournament(add)
	} else {
		o.square(add)
	}
	o.starts = append(o.starts, len(o.pairings))
}

// counters is the number of turns that are counted, one for each group.
func (o *order) counters() int {
	if o.one {
		return o.a
	}
	return o.a + o.b
}

// turnsOf returns which turns are those of a pairing's groups.
func (o *order) turnsOf(m *pairing) (a, b int) {
	if o.one {
		return int(m.a), int(m.b)
	}
	return int(m.a), o.a + int(m.b)
}

func (o *order) rounds() int { return len(o.starts) - 1 }

// span are the pairings of the rounds from lo up to hi, or to the last.
func (o *order) span(lo, hi int) (first, end int) {
	return o.starts[lo], o.starts[min(hi, o.rounds())]
}

func (o *order) square(add func(i, j int)) {
	n := max(o.a, o.b)
	for r := range n {
		o.starts = append(o.starts, len(o.pairings))
		for i := range o.a {
			if j := (i + r) % n; j < o.b {
				add(i, j)
			}
		}
	}
}

// tournament has every pair I ≤ J. Round 0 has the groups with themselves. The
// others are by the circle method: an odd number c of groups stands in a circle,
// and in round r, counted from 0, group r+k meets group r-k modulo c for every k
// from 1 on; group r itself meets the last group where that stands outside, the
// number of groups being even, and rests otherwise.
func (o *order) tournament(add func(i, j int)) {
	o.starts = append(o.starts, 0)
	for i := range o.a {
		add(i, i)
	}
	c := o.a - 1 + o.a%2
	for r := range c {
		o.starts = append(o.starts, len(o.pairings))
		if o.a%2 == 0 {
			add(r, o.a-1)
		}
		for k := 1; k <= (o.a-1)/2; k++ {
			i, j := (r+k)%c, (r-k+c)%c
			add(min(i, j), max(i, j))
		}
	}
}
