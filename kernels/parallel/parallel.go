// Package parallel runs the tasks of a fixed grid on a number of goroutines.
//
// The grid is the caller's and depends on the shape of the work alone; which
// goroutine takes which task is left to chance. A caller whose tasks write to
// places of their own, and combines them in the order of the grid, gets the
// same bits at any number of threads.
//
// The goroutines are kept. A step of training is hundreds of sections, some of
// them shorter than it takes to wake a thread: a worker that has done its part
// looks out for the next section for 50 µs before it goes to sleep, and a section
// that is over before a worker has woken does not wait for it. No more of them work
// at once than there are cores, however many threads are asked for. Those that
// are kept, at most one a core, stay until the program ends; asleep they cost
// nothing but their stacks.
package parallel

// For calls f(task) once for each task in [0, n), on up to threads goroutines,
// and returns when all have returned. With threads <= 1 it calls them in order
// on the caller's goroutine. A panic in f is raised again in the caller.
//
// Tasks are begun in order, and a single goroutine may run them all: a task may wait
// for those before it (see [Awaited]), never for one behind it. Tasks may call For
// themselves.
func For(threads, n int, f func(task int)) {
	if r := recorder.Load(); r != nil {
		r.section(threads, n, func(_, task int) { f(task) })
		return
	}
	if min(threads, n) <= 1 {
		for task := range n {
			f(task)
		}
		return
	}
	run(threads, n, f, nil)
}

// ForWorker is For with the number of the goroutine, in [0, threads), which
// runs the task: two tasks with the same worker never run at once, so that it
// can choose a scratch buffer.
func ForWorker(threads, n int, f func(worker, task int)) {
	if r := recorder.Load(); r != nil {
		r.section(threads, n, f)
		return
	}
	if min(threads, n) <= 1 {
		for task := range n {
			f(0, task)
		}
		return
	}
	run(threads, n, nil, f)
}

// run shares the tasks, f or g, between the caller and the helpers to be had.
func run(threads, n int, f func(task int), g func(worker, task int)) {
	s := everyone.begin(min(threads, n)-1, n, f, g)
	defer s.end() // if a task ends the goroutine as well
	s.work(0)
}
