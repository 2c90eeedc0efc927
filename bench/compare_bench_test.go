package bench

import (
	"runtime"
	"testing"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
)

// Everything here runs on one core: some of the libraries start goroutines.
// TEMPER_ISA chooses temper's backend.

// BenchmarkKernels times every contender by itself.
func BenchmarkKernels(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, c := range contests() {
		for _, who := range c.contenders {
			b.Run(c.name+"/"+who.name, func(b *testing.B) {
				for b.Loop() {
					who.run()
				}
				b.ReportMetric(c.work*float64(b.N)/float64(b.Elapsed().Nanoseconds()), c.unit)
			})
		}
	}
}

// BenchmarkRatios times temper and each of the others in turn, and reports how
// many times as long the others take: medians of pairs, which a busy machine
// does not distort. Run it with -benchtime 1x.
func BenchmarkRatios(b *testing.B) {
	for _, c := range contests() {
		b.Run(c.name, func(b *testing.B) {
			var r suite.Result
			for b.Loop() {
				var err error
				if r, err = suite.Measure(b.Context(), c.asCase(), suite.Full, 0); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(0, "ns/op") // of the whole comparison: says nothing
			b.ReportMetric(r.Rate, r.Unit)
			for name, ratio := range r.Peers {
				b.ReportMetric(ratio, "x_"+name)
			}
		})
	}
}

// asCase is the contest as the suite measures it, the others being temper's
// peers. All are called from the same loop: where a loop's code happens to lie
// can be worth 3 % of a short call.
func (c contest) asCase() suite.Case {
	var everyone []suite.Peer
	for _, who := range c.contenders {
		everyone = append(everyone, suite.Peer{Name: who.name, Time: suite.Calls(who.run)})
	}
	s := suite.Subject{Time: everyone[0].Time, Peers: everyone[1:]}
	return suite.Case{
		Name: c.name, ISA: kernels.Active().Name(), Threads: 1, Unit: c.unit, Elements: c.work, Flops: c.work,
		Prepare: func() (suite.Subject, error) { return s, nil },
	}
}
