package suite

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

// A Budget says how long to measure a case.
type Budget struct {
	Runs  int           // at least
	Pairs int           // with each peer, at least
	Run   time.Duration // a run repeats short calls until it has about this length
	Row   time.Duration // more runs and pairs are made until a row has taken this long
}

// Full is the budget of numbers to be quoted.
var Full = Budget{Runs: 20, Pairs: 5, Run: 200 * time.Microsecond, Row: 300 * time.Millisecond}

// A Result is a row of the report.
type Result struct {
	Name          string  `json:"name"`
	ISA           string  `json:"isa"`
	Threads       int     `json:"threads"`
	Shape         string  `json:"shape"`
	Seconds       float64 `json:"seconds"`        // of a call, in the fastest run
	SecondsMedian float64 `json:"seconds_median"` // of a call, in the median run
	Rate          float64 `json:"rate"`           // by Seconds
	Unit          string  `json:"unit"`           // GFLOPs or ElementsNs
	// Share is the part of the ceiling of ISA, times Threads, that the operations
	// which the work needs at least make up; nil where there is no arithmetic.
	Share *float64 `json:"share"`
	// Peers says how many times as long each peer takes: the median of pairs.
	Peers map[string]float64 `json:"peers"`
}

// Measure times a case under as many threads of Go as the case has. ceiling is
// the GFLOP/s that one core reaches at most on the case's ISA; with 0 the result
// has no share. It returns an error when the case fails or ctx ends.
func Measure(ctx context.Context, c Case, b Budget, ceiling float64) (Result, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(c.Threads))
	subject, err := c.Prepare()
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	if subject.Close != nil {
		defer subject.Close()
	}
	s, err := collect(ctx, subject, b)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	return c.result(s, ceiling), nil
}

// samples are the seconds a call took in each run, and each peer's ratios.
type samples struct {
	seconds, median float64
	ratios          map[string][]float64
}

// result turns what was measured into a row.
func (c Case) result(s samples, ceiling float64) Result {
	r := Result{
		Name: c.Name, ISA: c.ISA, Threads: c.Threads, Shape: c.Shape, Unit: c.Unit,
		Seconds: s.seconds, SecondsMedian: s.median,
		Peers: map[string]float64{},
	}
	work := c.Elements
	if c.Unit == GFLOPs {
		work = c.Flops
	}
	r.Rate = work / 1e9 / r.Seconds
	if c.Flops > 0 && ceiling > 0 {
		share := c.Flops / 1e9 / r.Seconds / (ceiling * float64(c.Threads))
		r.Share = &share
	}
	for name, ratios := range s.ratios {
		r.Peers[name] = median(ratios)
	}
	return r
}
