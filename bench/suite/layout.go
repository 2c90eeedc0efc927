package suite

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/abc86604/temper/kernels/parallel"
)

// A recording is a piece of work section by section; a section at the end without
// tasks stands for what the caller does alone behind the last one.
type recording []parallel.Section

// recordingOf puts a recording into that form.
func recordingOf(r parallel.Recording) recording {
	return append(r.Sections, parallel.Section{Before: r.After})
}

// like tells whether o is a recording of the same work.
func (r recording) like(o recording) bool {
	return slices.EqualFunc(r, o, func(a, b parallel.Section) bool {
		return len(a.Tasks) == len(b.Tasks) && a.Threads == b.Threads && slices.Equal(a.Callers, b.Callers) &&
			slices.EqualFunc(a.Meets, b.Meets, func(a, b []parallel.Meet) bool { return len(a) == len(b) })
	})
}

// quicken takes from o, a recording of the same work, whatever was faster there.
func (r recording) quicken(o recording) {
	for i := range r {
		r[i].Before = min(r[i].Before, o[i].Before)
		for task, t := range o[i].Tasks {
			r[i].Tasks[task] = min(r[i].Tasks[task], t)
			for k, m := range o[i].Meets[task] {
				r[i].Meets[task][k].At = min(r[i].Meets[task][k].At, m.At)
			}
		}
	}
}

// alone is the time between sections.
func (r recording) alone() (total time.Duration) {
	for _, s := range r {
		total += s.Before
	}
	return total
}

// on lays all sections on a number of workers and returns what each takes there,
// and all together with the time between them.
func (r recording) on(workers int, h handovers) (each []time.Duration, total time.Duration) {
	c := crew{costs: h, free: make([]time.Duration, workers)}
	for _, s := range r {
		c.now += s.Before
		begin := c.now
		c.run(s)
		each = append(each, c.now-begin)
	}
	return each, c.now
}

// A crew is the workers on which sections are laid, the caller first.
type crew struct {
	costs handovers
	now   time.Duration
	free  []time.Duration // since when each has nothing to do
}

// run takes the clock to a section's end: package parallel gives the next task to
// the worker who is free first.
func (c *crew) run(s parallel.Section) {
	workers := min(len(c.free), s.Threads, len(s.Tasks))
	if workers <= 1 {
		c.now += sum(s.Tasks)
		return
	}
	c.begin(workers)
	passed := passes{}
	end := c.free[0]
	for task, t := range s.Tasks {
		first := 0
		for i, free := range c.free[:workers] {
			if free < c.free[first] {
				first = i
			}
		}
		c.free[first] = passed.end(c.free[first], t, s.Meets[task])
		end = max(end, c.free[first])
	}
	c.now = end + c.costs.after(end-c.free[0]).join
}

// begin gives a section to workers, one after the other: each begins when it has
// it, or has woken, and the caller when all have it. Of those asleep the caller
// wakes the first, who wakes the next, and so on.
func (c *crew) begin(workers int) {
	caller, woken := c.now, time.Duration(0)
	for i := 1; i < workers; i++ {
		h := c.costs.after(c.now - c.free[i])
		if h == c.costs.awake || woken > 0 {
			caller += c.costs.awake.give
		} else {
			caller += h.give
		}
		begins := caller
		if h != c.costs.awake {
			if woken > 0 {
				begins = max(caller, woken+h.give)
			}
			woken = begins
		}
		c.free[i] = max(c.free[i], begins+h.wake) // it may still be waking for a section that is over
	}
	c.free[0] = caller
}

// passes say when each thing that tasks meet at in turn was last passed on.
type passes map[*atomic.Int32]time.Duration

// end is when a task ends that begins at a time and takes so long without waiting.
// A turn is that of the task behind all who had it while tasks ran one by one.
func (p passes) end(begin, took time.Duration, meets []parallel.Meet) time.Duration {
	for _, m := range meets {
		now := begin + m.At
		if m.Pass {
			p[m.What] = max(p[m.What], now)
		} else if wait := p[m.What] - now; wait > 0 {
			begin += wait
		}
	}
	return begin + took
}

func sum(times []time.Duration) (total time.Duration) {
	for _, t := range times {
		total += t
	}
	return total
}
