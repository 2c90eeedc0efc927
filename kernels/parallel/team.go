package parallel

import (
	"runtime"
	"sync"

	"github.com/abc86604/temper/kernels/race"
)

// everyone is the process's helpers: sections that run at once share the cores.
var everyone team

// A team is the helpers that there are, and what sections leave behind.
type team struct {
	mu    sync.Mutex
	busy  int
	idle  []*helper  // the last one has worked last and is awake the longest
	spare []*section // that are over
}

// begin makes a section and gives it to as many helpers as it wants and as
// there are cores for.
func (t *team) begin(want, n int, f func(task int), g func(worker, task int)) *section {
	cores := min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	s := t.take(want, cores)
	s.n, s.f, s.g, s.spin = n, f, g, len(s.helpers) < cores
	s.next.Store(0)
	s.left.Store(int32(len(s.helpers) + 1))
	for i, h := range s.helpers {
		h.assign(s, i+1)
	}
	return s
}

// take returns a section with its helpers.
func (t *team) take(want, cores int) *section {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !race.Enabled { // which is to see more workers than there are cores
		want = min(want, cores-1-t.busy)
	}
	s := t.section()
	for range want {
		s.helpers = append(s.helpers, t.helper())
	}
	t.busy += len(s.helpers)
	return s
}

func (t *team) section() *section {
	last := len(t.spare) - 1
	if last < 0 {
		return newSection()
	}
	s := t.spare[last]
	t.spare = t.spare[:last]
	return s
}

func (t *team) helper() *helper {
	last := len(t.idle) - 1
	if last < 0 {
		return newHelper()
	}
	h := t.idle[last]
	t.idle = t.idle[:last]
	return h
}

// finish takes back a section that is over, and its helpers.
func (t *team) finish(s *section) {
	s.f, s.g = nil, nil
	s.failure.Store(nil)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy -= len(s.helpers)
	t.idle = append(t.idle, s.helpers...)
	s.helpers = s.helpers[:0]
	t.spare = append(t.spare, s)
}
