package adapt

import (
	"sync"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// A queue hands on what the tasks of a section have made, in the order in which they begin.
// Who brings what is next hands it on, with all behind it that is there by then; the others
// go on with other tasks meanwhile, up to so many ahead.
type queue struct {
	use   func(made) error // called by one goroutine at a time
	ahead int

	mutex sync.Mutex
	moved *sync.Cond
	ready map[int]made     // that has been brought, by its task
	free  []blas32.General // memory to be used again
	next  int              // the task whose turn it is
	busy  bool             // somebody hands on
	over  bool             // nothing more is handed on
	err   error            // why
}

// made is a block of rows, those of them that are bad, and why there are none.
type made struct {
	rows blas32.General
	bad  []*matrix.RowError
	err  error
}

func newQueue(ahead int, use func(made) error) *queue {
	q := &queue{use: use, ahead: ahead, ready: map[int]made{}}
	q.moved = sync.NewCond(&q.mutex)
	return q
}

// begin waits until a task is near enough to the next, and returns memory for it: false where
// nothing more is handed on.
func (q *queue) begin(task int) (memory blas32.General, ok bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for !q.over && task > q.next+q.ahead {
		q.moved.Wait()
	}
	if last := len(q.free) - 1; last >= 0 {
		memory, q.free = q.free[last], q.free[:last]
	}
	return memory, !q.over
}

// bring hands on what a task has made when its turn comes. The first error ends it all.
func (q *queue) bring(task int, m made) {
	q.mutex.Lock()
	q.ready[task] = m
	if q.busy {
		q.mutex.Unlock()
		return
	}
	q.busy = true
	for m, ok := q.ready[q.next]; ok && !q.over; m, ok = q.ready[q.next] {
		delete(q.ready, q.next)
		q.mutex.Unlock()
		if m.err == nil {
			m.err = q.use(m)
		}
		q.mutex.Lock()
		q.next++
		q.free = append(q.free, m.rows)
		q.over, q.err = m.err != nil, m.err
		q.moved.Broadcast()
	}
	q.busy = false
	q.mutex.Unlock()
}

// stop ends it all for a task that will bring nothing: others would wait for it for ever.
func (q *queue) stop() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.over = true
	q.moved.Broadcast()
}
