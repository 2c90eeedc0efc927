package solve

import "testing"

// TestOrder meets every pair of blocks once, no group twice in a round, and gives the
// blocks their turns in the order of the places, whether pairings come one after the
// other or abreast.
func TestOrder(t *testing.T) {
	var o order
	for group := 1; group <= 4; group++ {
		for a := 1; a <= 17; a++ {
			o.reset(a, a, group, true)
			checkOrder(t, &o, a*(a+1)/2)
			for b := 1; b <= 17; b++ {
				o.reset(a, b, group, false)
				checkOrder(t, &o, a*b)
			}
		}
	}
}

func checkOrder(t *testing.T, o *order, pairs int) {
	t.Helper()
	for r := range o.rounds() {
		checkRound(t, o, r)
	}
	tasks := len(o.pairings) * o.places()
	checkTurns(t, o, tasks, pairs, func(task int) (pairing, place int) { return task / o.places(), task % o.places() })
	checkTurns(t, o, tasks, pairs, o.abreast)
}

// checkTurns takes the tasks in their order.
func checkTurns(t *testing.T, o *order, tasks, pairs int, at func(task int) (pairing, place int)) {
	t.Helper()
	met, turns := map[[2]int]bool{}, map[[2]int]int32{}
	for task := range tasks {
		v, ok := o.visit(at(task))
		if !ok {
			continue
		}
		i, j := o.blocksOf(v)
		if turns[i] != v.turnA || turns[j] != v.turnB && i != j || o.one && v.i > v.j {
			t.Fatalf("%d, %d blocks in groups of %d: task %d has %+v", o.a, o.b, o.group, task, v)
		}
		turns[i]++
		if i != j {
			turns[j]++
		}
		met[[2]int{v.i, v.j}] = true
	}
	total := 0
	for _, n := range turns {
		total += int(n)
	}
	if o.one {
		total += o.a // the diagonal, where a block has one turn
	}
	if len(met) != pairs || total != 2*pairs {
		t.Errorf("%d, %d blocks in groups of %d: %d pairs in %d turns", o.a, o.b, o.group, len(met), total)
	}
}

// checkRound finds no group in two pairings.
func checkRound(t *testing.T, o *order, r int) {
	t.Helper()
	busy := map[[2]int]bool{}
	for first, end := o.span(r, r+1); first < end; first++ {
		m := &o.pairings[first]
		i, j := o.blocksOf(visit{i: int(m.a), j: int(m.b)})
		if busy[i] || busy[j] {
			t.Fatalf("%d, %d blocks in groups of %d: round %d has %+v", o.a, o.b, o.group, r, m)
		}
		busy[i], busy[j] = true, true
	}
}

// blocksOf names a visit's blocks, which have the same name where they are one.
func (o *order) blocksOf(v visit) (i, j [2]int) {
	if o.one {
		return [2]int{0, v.i}, [2]int{0, v.j}
	}
	return [2]int{0, v.i}, [2]int{1, v.j}
}
