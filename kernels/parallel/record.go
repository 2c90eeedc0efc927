package parallel

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Recording is what [Record] has seen.
type Recording struct {
	Sections []Section
	After    time.Duration // alone, behind the last section
}

// A Section is a call of For or ForWorker.
type Section struct {
	// Callers are the function that made the call and those that called it, the
	// nearest first: "nn.conv.forward" is a method of a type of package nn.
	Callers []string
	Threads int             // that it asked for
	Before  time.Duration   // alone, since the section before
	Tasks   []time.Duration // each task, in order
	Meets   [][]Meet        // of each task, in order, see [Awaited]
}

// A Meet is a task's waiting for its turn at something, or its passing it on.
type Meet struct {
	At   time.Duration // since the task's begin
	What *atomic.Int32 // tells one thing from another, and nothing else
	Pass bool
}

// recorder is not nil while there is a recording.
var recorder atomic.Pointer[recording]

// recordings are made one after the other.
var recordings sync.Mutex

type recording struct {
	mu   sync.Mutex // held while a section runs
	last time.Time  // when the last one ended
	Recording

	begin time.Time // of the task that runs
	meets []Meet    // its own
}

// Record calls f and returns how long each task of each section took. While it is
// at work, For and ForWorker run tasks in order on the caller's goroutine, whatever
// the threads, so that a task's time is that of a core to itself; a section inside
// of a task is part of the task. The grids are the same as ever: they depend on the
// work, and some on the threads asked for. No other goroutine should use this
// package meanwhile, or it is recorded with f; f makes no recording of its own.
func Record(f func()) Recording {
	recordings.Lock()
	defer recordings.Unlock()
	r := &recording{last: time.Now()}
	recorder.Store(r)
	defer recorder.Store(nil)
	f()
	r.After = time.Since(r.last)
	return r.Recording
}

// section runs the tasks in order, and times them unless they are part of one.
func (r *recording) section(threads, n int, f func(worker, task int)) {
	if !r.mu.TryLock() {
		for task := range n {
			f(0, task)
		}
		return
	}
	defer r.mu.Unlock()
	s := Section{Threads: threads, Before: time.Since(r.last), Callers: callers(), Tasks: make([]time.Duration, n), Meets: make([][]Meet, n)}
	for task := range n {
		r.begin, r.meets = time.Now(), nil
		f(0, task)
		s.Tasks[task], s.Meets[task] = time.Since(r.begin), r.meets
	}
	r.Sections = append(r.Sections, s)
	r.last = time.Now()
}

// meet enters that a task awaits or passes on a turn.
func (r *recording) meet(what *atomic.Int32, pass bool) {
	r.meets = append(r.meets, Meet{time.Since(r.begin), what, pass})
}

// callers are the functions that led to a section, up to eight.
func callers() []string {
	var at [8]uintptr
	frames := runtime.CallersFrames(at[:runtime.Callers(4, at[:])])
	var names []string
	for {
		frame, more := frames.Next()
		if name := trimmed(frame.Function); name != "" {
			names = append(names, name)
		}
		if !more {
			return names
		}
	}
}

// trimmed is "nn.conv.forward" of "host/path/nn.(*conv).forward.func1": literals
// are called as the function in which they stand.
func trimmed(function string) string {
	name := function[strings.LastIndex(function, "/")+1:]
	name, _, _ = strings.Cut(name, "-") // what the compiler makes of a method value, or of a loop's body
	name = strings.NewReplacer("(*", "", ")", "").Replace(name)
	for {
		cut := strings.LastIndex(name, ".")
		if cut < 0 || !literal(name[cut+1:]) {
			return name
		}
		name = name[:cut]
	}
}

// literal tells whether a part of a function's name stands for one without a name:
// "func2", "1" within it, or the call of one in a go statement.
func literal(part string) bool {
	for _, prefix := range []string{"func", "gowrap"} {
		part = strings.TrimPrefix(part, prefix)
	}
	return strings.Trim(part, "0123456789") == ""
}
