package parallel

import (
	"sync/atomic"
	"testing"
)

func TestEveryTaskOnce(t *testing.T) {
	for _, threads := range []int{0, 1, 2, 3, 8} {
		for _, n := range []int{0, 1, 2, 7, 100} {
			counts := make([]atomic.Int32, n)
			For(threads, n, func(task int) { counts[task].Add(1) })
			for task := range counts {
				if c := counts[task].Load(); c != 1 {
					t.Errorf("%d threads, %d tasks: task %d ran %d times", threads, n, task, c)
				}
			}
		}
	}
}

func TestWorkersDoNotOverlap(t *testing.T) {
	const threads = 4
	var busy [threads]atomic.Bool
	ForWorker(threads, 1000, func(worker, _ int) {
		if !busy[worker].CompareAndSwap(false, true) {
			t.Errorf("two tasks at once on worker %d", worker)
		}
		busy[worker].Store(false)
	})
}

func TestPanicReachesTheCaller(t *testing.T) {
	for _, threads := range []int{1, 3} {
		func() {
			defer func() {
				if p := recover(); p != "task 5" {
					t.Errorf("%d threads: recovered %v", threads, p)
				}
			}()
			For(threads, 10, func(task int) {
				if task == 5 {
					panic("task 5")
				}
			})
		}()
	}
}
