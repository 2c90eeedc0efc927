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
	total = r.alone()
	for _, s := range r {
		between := h.awake
		if s.Before > parallel.SpinTime {
			between = h.asleep
		}
		took := layOut(s, min(workers, s.Threads), between)
		each = append(each, took)
		total += took
	}
	return each, total
}

// layOut returns how long a section takes on a number of workers: package parallel
// gives the next task to the worker who is free first. The caller first gives the
// section to the others, one after the other, and begins; each of them begins when
// it has woken, and one who finds no task left takes no part.
func layOut(s parallel.Section, workers int, h handover) time.Duration {
	workers = min(workers, len(s.Tasks))
	if workers <= 1 {
		return sum(s.Tasks)
	}
	free := make([]time.Duration, workers)
	for i := range free {
		free[i] = time.Duration(i)*h.give + h.wake
	}
	free[0] = time.Duration(workers-1) * h.give
	end := free[0]
	passed := passes{}
	for task, t := range s.Tasks {
		first := 0
		for i := range free {
			if free[i] < free[first] {
				first = i
			}
		}
		free[first] = passed.end(free[first], t, s.Meets[task])
		end = max(end, free[first])
	}
	return end + h.join
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
