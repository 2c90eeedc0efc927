package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels/race"
)

// sum is that of the tasks' numbers, by a section whose tasks are sections.
func sum(threads, n int) int {
	var total atomic.Int64
	For(threads, n, func(outer int) {
		For(threads, n, func(inner int) { total.Add(int64(outer*n + inner)) })
	})
	return int(total.Load())
}

// Sections of many callers run at once, and within each other.
func TestManyCallers(t *testing.T) {
	const n, callers = 12, 8
	var done sync.WaitGroup
	for range callers {
		done.Go(func() {
			for range 50 {
				if got, want := sum(4, n), n*n*(n*n-1)/2; got != want {
					t.Errorf("sum %d, want %d", got, want)
				}
			}
		})
	}
	done.Wait()
	if everyone.busy != 0 {
		t.Errorf("%d helpers are busy when all sections are over", everyone.busy)
	}
}

// Helpers that sleep are woken, at any moment of their falling asleep.
func TestPauses(t *testing.T) {
	for pause := time.Duration(0); pause < 3*SpinTime; pause += SpinTime / 20 {
		var ran atomic.Int32
		For(2, 2, func(int) { ran.Add(1); work(SpinTime / 10) })
		if ran.Load() != 2 {
			t.Fatalf("after %v %d tasks ran", pause, ran.Load())
		}
		work(pause)
	}
}

// There are no more helpers than cores leave room for.
func TestNoMoreThanCores(t *testing.T) {
	cores := min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	var now, most atomic.Int32
	For(4*cores, 40*cores, func(int) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		work(20 * time.Microsecond)
		now.Add(-1)
	})
	if n := int(most.Load()); n > cores && !race.Enabled {
		t.Errorf("%d tasks at once on %d cores", n, cores)
	}
}

// A panic of the last task of two on two threads is a helper's or the caller's,
// and the helpers are there for the next section.
func TestPanicOfAnyone(t *testing.T) {
	for range 100 {
		func() {
			defer func() {
				if p := recover(); p != "last" {
					t.Errorf("recovered %v", p)
				}
			}()
			For(2, 2, func(task int) {
				work(5 * time.Microsecond)
				if task == 1 {
					panic("last")
				}
			})
		}()
	}
	if got := sum(3, 4); got != 120 {
		t.Errorf("sum %d after panics", got)
	}
}

// A task that ends its goroutine, as t.FailNow does, takes no helper away, and no
// section waits for it.
func TestGoexit(t *testing.T) {
	var done sync.WaitGroup
	for range 50 {
		done.Go(func() {
			For(3, 30, func(task int) {
				if task%3 == 0 {
					runtime.Goexit()
				}
				work(time.Microsecond)
			})
		})
	}
	done.Wait()
	if got := sum(3, 4); got != 120 || everyone.busy != 0 {
		t.Errorf("sum %d, %d busy after tasks that ended their goroutines", got, everyone.busy)
	}
}

func TestAllocations(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	empty, emptyWorker := func(int) {}, func(int, int) {}
	for _, threads := range []int{1, 2} {
		if n := testing.AllocsPerRun(100, func() { For(threads, 4, empty); ForWorker(threads, 4, emptyWorker) }); n >= 1 {
			t.Errorf("%d threads: %v allocations", threads, n)
		}
	}
}
