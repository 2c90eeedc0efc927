package adapt

import (
	"sync"
	"sync/atomic"

	"github.com/abc86604/temper/kernels/parallel"
)

// A queue lets the tasks of a section, which begin in their order, each do something in that
// order.
type queue struct {
	mutex  sync.Mutex
	passed *sync.Cond
	turn   atomic.Int32 // the task whose turn it is
	over   bool         // nobody has a turn any more
	err    error        // why
}

func newQueue() *queue {
	q := new(queue)
	q.passed = sync.NewCond(&q.mutex)
	return q
}

// wait waits for the turn of a task. It is false where nobody will have one.
func (q *queue) wait(task int) bool {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for !q.over && int(q.turn.Load()) != task {
		q.passed.Wait()
	}
	parallel.Awaited(&q.turn)
	return !q.over
}

// end ends the work with an error of the task whose turn it is.
func (q *queue) end(err error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.over, q.err = true, err
}

// ended tells whether the work has ended.
func (q *queue) ended() bool {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.over
}

// leave passes the turn on. A task that leaves before it had one, by a panic, ends the work:
// those behind it would wait for ever.
func (q *queue) leave(task int) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.over = q.over || int(q.turn.Load()) != task
	q.turn.Add(1)
	parallel.Passed(&q.turn)
	q.passed.Broadcast()
}
