// Package parallel runs the tasks of a fixed grid on a number of goroutines.
//
// The grid is the caller's and depends on the shape of the work alone; which
// goroutine takes which task is left to chance. A caller whose tasks write to
// places of their own, and combines them in the order of the grid, gets the
// same bits at any number of threads.
package parallel

import (
	"sync"
	"sync/atomic"
)

// For calls f(task) once for each task in [0, n), on up to threads goroutines,
// and returns when all have returned. With threads <= 1 it calls them in order
// on the caller's goroutine. A panic in f is raised again in the caller.
func For(threads, n int, f func(task int)) {
	ForWorker(threads, n, func(_, task int) { f(task) })
}

// ForWorker is For with the number of the goroutine, in [0, threads), which
// runs the task: two tasks with the same worker never run at once, so that it
// can choose a scratch buffer.
func ForWorker(threads, n int, f func(worker, task int)) {
	threads = min(threads, n)
	if threads <= 1 {
		for task := range n {
			f(0, task)
		}
		return
	}
	var (
		next    atomic.Int64
		done    sync.WaitGroup
		once    sync.Once
		failure any
	)
	work := func(worker int) {
		defer done.Done()
		defer func() {
			if p := recover(); p != nil {
				once.Do(func() { failure = p })
				next.Store(int64(n))
			}
		}()
		for {
			task := int(next.Add(1)) - 1
			if task >= n {
				return
			}
			f(worker, task)
		}
	}
	done.Add(threads)
	for worker := 1; worker < threads; worker++ {
		go work(worker)
	}
	work(0)
	done.Wait()
	if failure != nil {
		panic(failure)
	}
}
