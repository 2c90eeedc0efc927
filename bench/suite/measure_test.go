package suite

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
)

// clock is a timer of calls that take the given times in turn, the last one
// from then on.
func clock(times ...time.Duration) Timer {
	return func(calls int) (time.Duration, error) {
		t := times[0]
		if len(times) > 1 {
			times = times[1:]
		}
		return t * time.Duration(calls), nil
	}
}

func fake(t Timer, peers ...Peer) Case {
	return Case{
		Name: "work", ISA: "avx2", Threads: 1, Shape: "7", Unit: ElementsNs, Elements: 2000, Flops: 4000,
		Prepare: func() (Subject, error) { return Subject{Time: t, Peers: peers}, nil },
	}
}

// brief makes four runs and two pairs of single calls.
var brief = Budget{Runs: 4, Pairs: 2}

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

func TestMedian(t *testing.T) {
	x := []float64{5, 1, 4}
	near(t, "median of 3", median(x), 4)
	near(t, "median of 4", median([]float64{8, 1, 2, 3}), 2.5)
	near(t, "median of 1", median([]float64{7}), 7)
	if x[0] != 5 {
		t.Error("median reorders its argument")
	}
}

// Two calls warm up; of the runs 6, 2, 4 and 8 µs the fastest counts. The peer's
// pairs are 9/6 and 5/2.
func TestMeasure(t *testing.T) {
	us := time.Microsecond
	c := fake(clock(50*us, 50*us, 6*us, 2*us, 4*us, 8*us), Peer{"other", clock(70*us, 70*us, 9*us, 5*us)})
	r, err := Measure(t.Context(), c, brief, 8)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "seconds", r.Seconds, 2e-6)
	near(t, "median", r.SecondsMedian, 5e-6)
	near(t, "rate", r.Rate, 1)
	near(t, "share", *r.Share, 0.25) // 4000 operations in 2 µs are 2 GFLOP/s, of 8
	near(t, "ratio", r.Peers["other"], 2)
	if r.Name != "work" || r.ISA != "avx2" || r.Shape != "7" || r.Unit != ElementsNs || r.Threads != 1 {
		t.Errorf("%+v", r)
	}
}

func TestMeasureCountsOperations(t *testing.T) {
	c := fake(clock(time.Microsecond))
	c.Unit, c.Threads = GFLOPs, 2
	r, err := Measure(t.Context(), c, brief, 8)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rate", r.Rate, 4)
	near(t, "share of two cores", *r.Share, 0.25)
	if r.Peers == nil {
		t.Error("peers would be null in JSON")
	}
	c.Flops, c.Unit = 0, ElementsNs
	if r, err = Measure(t.Context(), c, brief, 8); err != nil || r.Share != nil {
		t.Errorf("no arithmetic: share %v, %v", r.Share, err)
	}
}

// Short calls are repeated until a run has its length, and runs until the row
// has.
func TestBudget(t *testing.T) {
	most := 0
	c := fake(func(calls int) (time.Duration, error) {
		most = max(most, calls)
		return time.Duration(calls) * time.Microsecond, nil
	})
	r, err := Measure(t.Context(), c, Budget{Runs: 2, Pairs: 1, Run: 50 * time.Microsecond}, 0)
	if err != nil || most != 50 {
		t.Errorf("%d calls in a run, want 50; %v", most, err)
	}
	near(t, "seconds", r.Seconds, 1e-6)
	start := time.Now()
	if _, err := Measure(t.Context(), c, Budget{Runs: 2, Row: 5 * time.Millisecond}, 0); err != nil || time.Since(start) < 5*time.Millisecond {
		t.Errorf("a row of 5 ms took %v; %v", time.Since(start), err)
	}
}

func TestMeasureUsesTheThreadsOfTheCase(t *testing.T) {
	before, during := runtime.GOMAXPROCS(0), 0
	c := fake(Calls(func() { during = runtime.GOMAXPROCS(0) }))
	c.Threads = before + 1
	if _, err := Measure(t.Context(), c, brief, 0); err != nil || during != before+1 || runtime.GOMAXPROCS(0) != before {
		t.Errorf("GOMAXPROCS %d, then %d, then %d; %v", before, during, runtime.GOMAXPROCS(0), err)
	}
}

func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	fails := func(int) (time.Duration, error) { return 0, broken }
	for name, c := range map[string]Case{
		"subject": fake(fails),
		"peer":    fake(clock(1), Peer{"other", fails}),
		"prepare": {Name: "work", Threads: 1, Prepare: func() (Subject, error) { return Subject{}, broken }},
	} {
		if _, err := Run(t.Context(), []Case{c}, brief, nil); !errors.Is(err, broken) || !strings.Contains(err.Error(), "work") {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, []Case{fake(clock(1))}, brief, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
