package parallel

import (
	"runtime"
	"sync/atomic"
)

// Turns let the tasks of a section meet at several things in the order of the
// tasks, whichever goroutines run them: each counts how many turns have been at
// one thing. What waits by them is known to a recording, see [Record].
type Turns []atomic.Int32

// Await waits until a thing has had so many turns. Those must be of tasks before
// the one that waits, which then are at work already.
func (t Turns) Await(thing int, turns int32) {
	if r := recorder.Load(); r != nil {
		r.meet(&t[thing], false)
	}
	for t[thing].Load() != turns {
		runtime.Gosched()
	}
}

// Pass ends a turn at a thing.
func (t Turns) Pass(thing int) {
	if r := recorder.Load(); r != nil {
		r.meet(&t[thing], true)
	}
	t[thing].Add(1)
}

// Reset sets all to no turns.
func (t Turns) Reset() {
	for i := range t {
		t[i].Store(0)
	}
}
