package parallel

import "sync/atomic"

// A section is one call of For while it runs.
type section struct {
	n int
	f func(task int)         // one of the two
	g func(worker, task int) //

	next atomic.Int64 // the task that is taken next
	// left counts those who are not done: the helpers, and the caller. Who makes it
	// zero by going last has the caller asleep, and wakes it.
	left atomic.Int32
	over chan struct{}

	failure atomic.Pointer[any] // the first panic
	helpers []*helper
	spin    bool // those who wait for others may do so awake
}

func newSection() *section { return &section{over: make(chan struct{}, 1)} }

// work runs tasks until there are none left. It does not panic.
func (s *section) work(worker int) {
	done := false
	defer func() {
		if done {
			return
		}
		s.next.Store(int64(s.n)) // a task has panicked, or ended its goroutine: no more of them
		if p := recover(); p != nil {
			s.failure.CompareAndSwap(nil, &p)
		}
	}()
	for {
		task := int(s.next.Add(1)) - 1
		if task >= s.n {
			break
		}
		if s.f != nil {
			s.f(task)
		} else {
			s.g(worker, task)
		}
	}
	done = true
}

// leave is a helper's last word: unless the caller sleeps, the section may be
// another's after it.
func (s *section) leave() {
	if s.left.Add(-1) == 0 {
		s.over <- struct{}{}
	}
}

// end waits for the helpers, lets them go, and raises their panic again.
func (s *section) end() {
	s.recall()
	var w wait
	for s.left.Load() > 1 {
		if s.spin && w.more() {
			continue
		}
		if s.left.Add(-1) > 0 {
			<-s.over
		}
		break
	}
	failure := s.failure.Load()
	everyone.finish(s)
	if failure != nil {
		panic(*failure)
	}
}

// recall takes the section back from helpers that have not begun with it: there
// is nothing left to do. They come first among the helpers, the others are awake.
func (s *section) recall() {
	late := 0
	for i, h := range s.helpers {
		if h.mail.CompareAndSwap(s, nil) {
			s.left.Add(-1)
			s.helpers[i], s.helpers[late] = s.helpers[late], h
			late++
		}
	}
}
