package solve

// order is the order in which blocks meet. Neighbours form groups, which meet round
// after round, and in none of them does a group meet two others; the blocks of two
// groups then meet one after the other, so that a tile finds one of its blocks in the
// caches. Groups of two sides meet as in a Latin square: in round r group i meets
// group i+r, modulo the larger number of groups. Those of one side meet as in a
// tournament, see tournament.
type order struct {
	a, b     int // blocks on each side
	group    int // blocks of a group
	one      bool
	pairings []pairing
	starts   []int // the first pairing of each round, and the end of the last
}

// A pairing is a meeting of group a of one side with group b of the other, whose blocks
// have met so many before.
type pairing struct {
	a, b       int32
	metA, metB int32
	round      int32
}

// A visit is a meeting of block i of one side with block j of the other, which have met
// so many before: when it is their turn.
type visit struct {
	i, j         int
	turnA, turnB int32
}

// reset makes o the order for a and b blocks, or for a blocks of one side.
func (o *order) reset(a, b, group int, one bool) {
	if o.a == a && o.b == b && o.group == group && o.one == one && o.starts != nil {
		return
	}
	*o = order{a: a, b: b, group: group, one: one, pairings: o.pairings[:0], starts: o.starts[:0]}
	metA, metB := make([]int32, o.groups(a)), make([]int32, o.groups(b))
	if one {
		metB = metA
	}
	add := func(i, j int) {
		o.pairings = append(o.pairings, pairing{int32(i), int32(j), metA[i], metB[j], int32(len(o.starts) - 1)})
		metA[i] += int32(o.size(j, b))
		if !one || i != j {
			metB[j] += int32(o.size(i, a))
		}
	}
	if one {
		o.tournament(add)
	} else {
		o.square(add)
	}
	o.starts = append(o.starts, len(o.pairings))
}

// groups is the number of groups of so many blocks.
func (o *order) groups(blocks int) int { return (blocks + o.group - 1) / o.group }

// size is the number of blocks in a group of so many blocks.
func (o *order) size(group, blocks int) int { return min(o.group, blocks-group*o.group) }

func (o *order) rounds() int { return len(o.starts) - 1 }

// span are the pairings of the rounds from lo up to hi, or to the last.
func (o *order) span(lo, hi int) (first, end int) {
	return o.starts[lo], o.starts[min(hi, o.rounds())]
}

// places is how many visits a pairing has at most. Smaller groups and pairs that are
// the same leave some empty.
func (o *order) places() int { return o.group * o.group }

// abreast returns what pairing and place a task has whose tasks go through the first
// places of a round's pairings, then through the second ones: other blocks come in
// between two that would wait for one another. No block meets others in another order.
func (o *order) abreast(task int) (pairing, place int) {
	r := o.pairings[task/o.places()].round
	first, end := o.span(int(r), int(r)+1)
	task -= first * o.places()
	return first + task%(end-first), task / (end - first)
}

// visit returns what is in a place of a pairing, if anything. Places go through the
// columns of each row of tiles in the other direction than before, so that successive
// tiles share a block.
func (o *order) visit(pairing, place int) (v visit, ok bool) {
	m := &o.pairings[pairing]
	row, k := place/o.group, place%o.group
	width := o.size(int(m.b), o.b)
	if row >= o.size(int(m.a), o.a) || k >= width {
		return visit{}, false
	}
	col := k
	if row%2 == 1 {
		col = width - 1 - k
	}
	v = visit{int(m.a)*o.group + row, int(m.b)*o.group + col, m.metA + int32(k), m.metB + int32(row)}
	if o.one && m.a == m.b {
		// The rows before have met this one as a column each, which it skips where it comes
		// to them itself: ahead of the others or behind them.
		if row%2 == 1 {
			v.turnA += int32(row)
		}
		return v, row <= col
	}
	return v, true
}

func (o *order) square(add func(i, j int)) {
	a, b := o.groups(o.a), o.groups(o.b)
	n := max(a, b)
	for r := range n {
		o.starts = append(o.starts, len(o.pairings))
		for i := range a {
			if j := (i + r) % n; j < b {
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
	a := o.groups(o.a)
	o.starts = append(o.starts, 0)
	for i := range a {
		add(i, i)
	}
	c := a - 1 + a%2
	for r := range c {
		o.starts = append(o.starts, len(o.pairings))
		if a%2 == 0 {
			add(r, a-1)
		}
		for k := 1; k <= (a-1)/2; k++ {
			i, j := (r+k)%c, (r-k+c)%c
			add(min(i, j), max(i, j))
		}
	}
}
