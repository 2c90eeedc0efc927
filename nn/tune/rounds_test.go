package tune

import (
	"reflect"
	"testing"
)

func TestRounds(t *testing.T) {
	for _, c := range []struct {
		n, epochs int
		want      []Round
		planned   int
	}{
		{1, 64, []Round{{64, 1}}, 64},
		{2, 64, []Round{{32, 1}, {64, 1}}, 96},
		{3, 64, []Round{{16, 2}, {32, 1}, {64, 1}}, 3*16 + 2*16 + 32},
		{4, 64, []Round{{16, 2}, {32, 1}, {64, 1}}, 128},
		{5, 64, []Round{{8, 3}, {16, 2}, {32, 1}, {64, 1}}, 5*8 + 3*8 + 2*16 + 32},
		{8, 64, []Round{{8, 4}, {16, 2}, {32, 1}, {64, 1}}, 160},
		{9, 64, []Round{{8, 5}, {16, 3}, {32, 2}, {64, 1}}, 9*8 + 5*8 + 3*16 + 2*32},
		{40, 64, []Round{{8, 20}, {16, 10}, {32, 5}, {64, 1}}, 40*8 + 20*8 + 10*16 + 5*32},
		{8, 23, []Round{{2, 4}, {5, 2}, {11, 1}, {23, 1}}, 8*2 + 4*3 + 2*6 + 12},
		{8, 7, []Round{{1, 4}, {3, 2}, {7, 1}}, 8 + 4*2 + 2*4},
		{8, 3, []Round{{1, 4}, {3, 1}}, 8 + 4*2},
		{8, 1, []Round{{1, 1}}, 8},
		{2, 1, []Round{{1, 1}}, 2},
	} {
		got := Rounds(c.n, c.epochs)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d to %d epochs: %v, want %v", c.n, c.epochs, got, c.want)
		}
		r := Race{Rounds: got, Tracks: make([]Track, c.n)}
		if r.Planned() != c.planned {
			t.Errorf("%d to %d epochs: %d epochs in all, want %d", c.n, c.epochs, r.Planned(), c.planned)
		}
	}
}

// Looks come later and later, and nobody comes back.
func TestRoundsFall(t *testing.T) {
	for n := 1; n < 30; n++ {
		for epochs := 1; epochs < 70; epochs++ {
			left, before := n, 0
			all := Rounds(n, epochs)
			for i, r := range all {
				if r.Epochs <= before || r.Keep < 1 || r.Keep > left || i < len(all)-1 && r.Keep != (left+1)/2 {
					t.Fatalf("%d to %d epochs: %v", n, epochs, all)
				}
				left, before = r.Keep, r.Epochs
			}
			if left != 1 || before != epochs {
				t.Fatalf("%d to %d epochs: %v", n, epochs, all)
			}
		}
	}
}

func TestRoundsPanic(t *testing.T) {
	for _, c := range [][2]int{{0, 5}, {3, 0}, {-1, 2}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v: no panic", c)
				}
			}()
			Rounds(c[0], c[1])
		}()
	}
}
