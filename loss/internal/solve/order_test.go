package solve

import "testing"

// TestOrder meets every pair once, no group twice in a round, and gives the
// groups their turns.
func TestOrder(t *testing.T) {
	var o order
	for a := 1; a <= 17; a++ {
		o.reset(a, a, true)
		checkOrder(t, &o, a*(a+1)/2)
		for b := 1; b <= 17; b++ {
			o.reset(a, b, false)
			checkOrder(t, &o, a*b)
		}
	}
}

func checkOrder(t *testing.T, o *order, pairs int) {
	t.Helper()
	met, turns := map[pairing]bool{}, make([]int32, o.counters())
	for r := range o.rounds() {
		busy := map[int]bool{}
		for first, end := o.span(r, r+1); first < end; first++ {
			m := o.pairings[first]
			i, j := o.turnsOf(&m)
			if busy[i] || busy[j] || turns[i] != m.turnA || turns[j] != m.turnB || o.one && m.a > m.b {
				t.Fatalf("%d, %d groups: round %d has %+v", o.a, o.b, r, m)
			}
			busy[i], busy[j] = true, true
			turns[i]++
			if i != j {
				turns[j]++
			}
			met[pairing{a: m.a, b: m.b}] = true
		}
	}
	if len(met) != pairs || len(o.pairings) != pairs {
		t.Errorf("%d, %d groups: %d pairs", o.a, o.b, len(met))
	}
}
