package loss

// rounds is an order of all pairs I ≤ J of a number of blocks in which the pairs
// of one round have no block in common. Round 0 has the blocks with themselves.
// The others are those of a tournament by the circle method: an odd number c of
// blocks stands in a circle, and in round r, counted from 0, block r+k meets block
// r-k modulo c for every k from 1 on; block r itself meets the last block where
// that stands outside, the number of blocks being even, and rests otherwise.
type rounds struct{ blocks int }

// circle is the number of blocks in the circle.
func (o rounds) circle() int { return o.blocks - 1 + o.blocks%2 }

// count is the number of rounds, perhaps one without pairs at the end.
func (o rounds) count() int { return 1 + o.circle() }

// pairs is the number of pairs in a round.
func (o rounds) pairs(round int) int {
	if round == 0 {
		return o.blocks
	}
	return o.blocks / 2
}

// pair returns a round's k-th pair, i ≤ j.
func (o rounds) pair(round, k int) (i, j int) {
	if round == 0 {
		return k, k
	}
	c := o.circle()
	if o.blocks%2 == 1 {
		k++ // nobody meets the one at rest
	}
	if k == 0 {
		return round - 1, o.blocks - 1
	}
	i, j = (round-1+k)%c, (round-1-k+c)%c
	return min(i, j), max(i, j)
}
