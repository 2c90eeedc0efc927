package bench

import (
	"fmt"
	"testing"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
)

// BenchmarkLargeLosses reports the losses that temper bench has no time for: the
// rate of the fastest of at least 20 runs, and its share of the ceiling. Run it
// with -benchtime 1x.
func BenchmarkLargeLosses(b *testing.B) {
	ceiling, err := suite.Measure(b.Context(), suite.Ceiling(kernels.Active()), suite.Full, 0)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range suite.LargeLosses(1, 2) {
		b.Run(fmt.Sprintf("%s/%s/threads=%d", c.Name, c.Shape, c.Threads), func(b *testing.B) {
			var r suite.Result
			for b.Loop() {
				if r, err = suite.Measure(b.Context(), c, suite.Full, ceiling.Rate); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(0, "ns/op") // of all the runs: says nothing
			b.ReportMetric(r.Rate, r.Unit)
			b.ReportMetric(*r.Share, "share")
		})
	}
}
