package bench

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
)

// BenchmarkLargeLosses reports the losses that temper bench has no time for: the
// rate of the fastest of at least 20 runs, and its share of the ceiling. Run it
// with -benchtime 1x.
func BenchmarkLargeLosses(b *testing.B) {
	for _, c := range suite.LargeLosses(1, 2) {
		b.Run(fmt.Sprintf("%s/%s/threads=%d", c.Name, c.Shape, c.Threads), func(b *testing.B) {
			reportLoss(b, c, suite.Full)
		})
	}
}

// BenchmarkManyRows reports the same of 65,536 rows, in a single run on one thread,
// and all memory that the program has taken from the operating system by then. Run
// it alone and with -benchtime 1x: it takes a minute and a half.
func BenchmarkManyRows(b *testing.B) {
	reportLoss(b, suite.ManyRows(1, 1), suite.Budget{Runs: 1})
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/1e6, "MB")
}

func reportLoss(b *testing.B, c suite.Case, budget suite.Budget) {
	ceiling, err := suite.Measure(b.Context(), suite.Ceiling(kernels.Active()), suite.Full, 0)
	if err != nil {
		b.Fatal(err)
	}
	var r suite.Result
	for b.Loop() {
		if r, err = suite.Measure(b.Context(), c, budget, ceiling.Rate); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op") // of all the runs: says nothing
	b.ReportMetric(r.Rate, r.Unit)
	b.ReportMetric(*r.Share, "share")
}
