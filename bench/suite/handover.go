package suite

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/abc86604/temper/kernels/parallel"
)

// A handover is what a section costs beside its tasks.
type handover struct {
	give time.Duration // the caller's time for each worker to whom it gives the section
	wake time.Duration // from there to the worker's first task
	join time.Duration // from the end of the last task to the caller's going on
}

// handovers are those of one who has waited for a short time, and looks out, and of
// one who has waited for longer, and sleeps.
type handovers struct{ awake, asleep handover }

// after is the handover of one who has waited so long.
func (h handovers) after(idle time.Duration) handover {
	if idle > parallel.SpinTime {
		return h.asleep
	}
	return h.awake
}

// measureHandovers measures them between two cores, the median of times in turn.
// Where there is one core they cost nothing.
func measureHandovers(times int) handovers {
	if runtime.NumCPU() < 2 {
		return handovers{}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))))
	return handovers{handoverAfter(0, times), handoverAfter(4*parallel.SpinTime, times)}
}

// handoverAfter measures the handover where the worker has waited for so long, and
// the caller at the end.
func handoverAfter(pause time.Duration, times int) handover {
	var give, wake, join []time.Duration
	for range times {
		for start := time.Now(); time.Since(start) < pause; {
		}
		if h, ok := oneHandover(pause); ok {
			give, wake, join = append(give, h.give), append(wake, h.wake), append(join, h.join)
		}
	}
	return handover{middle(give), middle(wake), middle(join)}
}

// oneHandover measures a section of two tasks, each of which goes on until the
// other has begun, or long enough for that, and the worker's for so much longer. It
// fails where one of them ran both.
func oneHandover(longer time.Duration) (h handover, ok bool) {
	const patience = time.Millisecond
	var begun atomic.Int32
	var begin, end [2]time.Duration
	start := time.Now()
	parallel.ForWorker(2, 2, func(worker, _ int) {
		begin[worker] = time.Since(start)
		begun.Add(1)
		for begun.Load() < 2 && time.Since(start) < patience {
		}
		for both := time.Since(start); worker == 1 && time.Since(start) < both+longer; {
		}
		end[worker] = time.Since(start)
	})
	over := time.Since(start)
	return handover{begin[0], max(0, begin[1]-begin[0]), over - max(end[0], end[1])}, begin[1] > 0
}

// middle is the median, of nothing 0.
func middle(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[len(times)/2]
}
