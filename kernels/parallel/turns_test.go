package parallel

import (
	"slices"
	"testing"
	"time"
)

// Tasks append to two lists in their order, each at its turn.
func TestTurns(t *testing.T) {
	turns := make(Turns, 2)
	for range 3 {
		var lists [2][]int
		turns.Reset()
		run := func(task int) {
			thing := task % 2
			turns.Await(thing, int32(task/2))
			defer turns.Pass(thing)
			lists[thing] = append(lists[thing], task)
		}
		For(4, 100, run)
		for _, list := range lists {
			if len(list) != 50 || !slices.IsSorted(list) {
				t.Errorf("%v", list)
			}
		}
	}
}

func TestRecordTurns(t *testing.T) {
	turns := make(Turns, 2)
	r := Record(func() {
		For(2, 2, func(task int) {
			work(time.Millisecond)
			turns.Await(1, int32(task))
			work(time.Millisecond)
			turns.Pass(1)
		})
	})
	for task, meets := range r.Sections[0].Meets {
		if len(meets) != 2 || meets[0].Pass || !meets[1].Pass || meets[0].What != &turns[1] ||
			meets[0].At < time.Millisecond || meets[1].At < 2*time.Millisecond || meets[1].At > r.Sections[0].Tasks[task] {
			t.Errorf("%+v", meets)
		}
	}
}
