package parallel

import "sync/atomic"

// Tasks of a section may wait for their turn at something that earlier tasks have to
// pass on. How they wait is theirs; they tell it here, so that a recording, in which
// nobody ever waits, knows what would have been waited for: see [Record].

// Awaited tells that the task has had to wait for its turn to come, which turn counts.
func Awaited(turn *atomic.Int32) { meet(turn, false) }

// Passed tells that the task passes its turn on.
func Passed(turn *atomic.Int32) { meet(turn, true) }

func meet(turn *atomic.Int32, pass bool) {
	if r := recorder.Load(); r != nil {
		r.meet(turn, pass)
	}
}
