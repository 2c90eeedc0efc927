package parallel

import (
	"runtime"
	"sync/atomic"
	"time"
)

// SpinTime is how long one who waits does so awake.
const SpinTime = 50 * time.Microsecond

// A wait is the time that someone has been waiting awake.
type wait struct {
	looks int
	start time.Time
}

const (
	looksBetweenTimes  = 64   // the clock costs more than a look
	looksBetweenYields = 4096 // some 10 µs: whoever else wants the core gets it
)

// more tells whether to look once more.
func (w *wait) more() bool {
	switch {
	case w.looks == 0:
		w.start = time.Now()
	case w.looks%looksBetweenTimes != 0:
	case time.Since(w.start) > SpinTime:
		return false
	case w.looks%looksBetweenYields == 0:
		runtime.Gosched()
	}
	w.looks++
	return true
}

// A helper is a goroutine that is kept to work on sections.
type helper struct {
	// mail is the section to work on; nil while there is none, and asleep while the
	// helper sleeps and has to be woken for it.
	mail   atomic.Pointer[section]
	worker int // that it is there
	wake   chan struct{}
	spin   atomic.Bool // it may wait awake
	_      [64]byte    // whose mail changes slows no other's looks
}

// asleep stands in a helper's mail.
var asleep = new(section)

// newHelper starts a helper.
func newHelper() *helper {
	h := &helper{wake: make(chan struct{}, 1)}
	h.spin.Store(true)
	go h.loop()
	return h
}

// assign gives the helper a section. It is called by the one who has taken the
// helper out of the idle ones.
func (h *helper) assign(s *section, worker int) {
	h.worker = worker
	h.spin.Store(s.spin)
	if h.mail.Swap(s) == asleep {
		h.wake <- struct{}{}
	}
}

// loop works on what comes by mail, for ever.
func (h *helper) loop() {
	defer func() { go h.loop() }() // a task has ended the goroutine
	for {
		s := h.receive()
		func() {
			defer s.leave()
			s.work(h.worker)
		}()
	}
}

// receive waits for a section, at first awake.
func (h *helper) receive() *section {
	var w wait
	for {
		s := h.mail.Load()
		if s != nil && h.mail.CompareAndSwap(s, nil) {
			return s
		}
		if h.spin.Load() && w.more() {
			continue
		}
		if h.mail.CompareAndSwap(nil, asleep) {
			<-h.wake
			w = wait{} // the section may be over: the next is not far
		}
	}
}
