package solve

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/abc86604/temper/kernels/race"
	"gonum.org/v1/gonum/blas/blas32"
)

// manyThreads go by all ways of taking tiles: on one thread, by pairings, and abreast.
var manyThreads = []int{1, 2, 3, 7, 16, 64}

// TestTurnsBits has the same bits at any number of threads, with tiles kept or not, where
// a block's sums are added to by many.
func TestTurnsBits(t *testing.T) {
	const b, d = 320, 20
	self := inBatch(unitRowsOf(8, 2*b, d))
	two := &Problem{Anchors: inputOf("z0", unitRowsOf(8, b, d)), Candidates: inputOf("z1", unitRowsOf(7, b, d)), Both: true, Unit: true}
	shared := &Problem{Anchors: inputOf("z0", unitRowsOf(8, b, d)), Candidates: inputOf("z1", unitRowsOf(7, b, d)), Unit: true}
	shared.Extra, shared.Shared = inputOf("extra", unitRowsOf(9, 300, d)), true
	for _, p := range []*Problem{self, two, shared} {
		for i := range b {
			p.Labels = append(p.Labels, i%97)
		}
		for _, rule := range []Rule{softmax{0.1}, softmax{0.02}, twoSums{softmax{0.1}}, ofClass{softmax{0.1}}, pairwise{0.1}, nearest{}} {
			checkThreads(t, rule, Selection{}, p)
		}
		for _, rule := range []Rule{twoSums{softmax{0.1}}, ofClass{softmax{0.1}}, pairwise{0.1}, nearest{}} {
			checkThreads(t, rule, Selection{Drop: true, Margin: 0.1}, p)
		}
		checkThreads(t, softmax{0.1}, Selection{K: 20, OtherClass: true}, p)
	}
}

// TestTurnsOfGroups has groups of two blocks, the last one of a few rows.
func TestTurnsOfGroups(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("takes long, and order_test.go looks at the same order")
	}
	p := inBatch(unitRowsOf(8, 2180, 40))
	for _, rule := range []Rule{softmax{0.1}, pairwise{0.1}} {
		checkThreads(t, rule, Selection{}, p)
	}
}

func checkThreads(t *testing.T, rule Rule, keep Selection, p *Problem) {
	t.Helper()
	want := mustSolve(t, new(Solver), Options{Budget: -1}, rule, keep, p)
	var s Solver
	for k, threads := range manyThreads {
		budget := []int64{0, -1, 1 << 21}[k%3]
		res := mustSolve(t, &s, Options{Threads: threads, Budget: budget}, rule, keep, p)
		if s.route.engine != byTiles {
			t.Fatalf("%T, %+v goes by %+v", rule, keep, s.route)
		}
		if res.Loss != want.Loss || res.LogScale != want.LogScale || res.Bias != want.Bias || !sameGradients(res, want) {
			t.Errorf("%T, %+v, %d anchors, both %t: other bits on %d threads with budget %d", rule, keep, p.Anchors.rows(), p.Both, threads, budget)
		}
	}
}

func sameGradients(x, y Result) bool {
	same := func(x, y blas32.General) bool { return len(x.Data) == 0 && len(y.Data) == 0 || sameBits(x, y) }
	return same(x.Anchors, y.Anchors) && same(x.Candidates, y.Candidates) && same(x.Extra, y.Extra)
}

// stops is a context that ends, or panics, when it has been asked so many times.
type stops struct {
	context.Context
	left   *atomic.Int64
	panics bool
}

func (c stops) Err() error {
	switch left := c.left.Add(-1); {
	case left >= 0:
		return nil
	case c.panics && left == -1:
		panic("stops")
	}
	return context.Canceled
}

// TestTurnsStop ends a pass in the midst of its tiles, and no tile waits for the turn of
// one that has been given up.
func TestTurnsStop(t *testing.T) {
	p := inBatch(unitRowsOf(8, 700, 5))
	for _, rule := range []Rule{softmax{0.1}, softmax{0.02}, pairwise{0.1}, nearest{}} {
		want := mustSolve(t, new(Solver), Options{}, rule, Selection{}, p)
		var s Solver
		for _, threads := range manyThreads {
			for _, after := range []int64{1, 5, 12, 20} {
				for _, panics := range []bool{false, true} {
					if err := stopped(&s, threads, after, panics, rule, p); err != nil {
						t.Errorf("%T, %d threads, after %d tiles, by panic %t: %v", rule, threads, after, panics, err)
					}
				}
			}
			if res := mustSolve(t, &s, Options{Threads: threads}, rule, Selection{}, p); res.Loss != want.Loss || !sameGradients(res, want) {
				t.Errorf("%T, %d threads: other bits after calls that were stopped", rule, threads)
			}
		}
	}
}

// stopped returns an error unless a call ends as its context says.
func stopped(s *Solver, threads int, after int64, panics bool, rule Rule, p *Problem) (err error) {
	defer func() {
		if r := recover(); (r == "stops") != panics {
			err = fmt.Errorf("panic %v", r)
		}
	}()
	left := new(atomic.Int64)
	left.Store(after)
	if _, err := s.Solve(stops{context.Background(), left, panics}, Options{Threads: threads}, rule, Selection{}, p); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("error %v", err)
	}
	return nil
}
