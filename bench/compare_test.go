package bench

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/bench/suite"
)

// The contenders do the same work: a comparison with one that does another, or
// none, would say nothing.
func TestContendersAgree(t *testing.T) {
	for _, c := range []contest{
		dotContest(300), addContest(300), expContest(300), logContest(300), softmaxContest(300), kthContest(300, 77),
		sgemmContest(suite.Shape{M: 37, N: 41, K: 29}),
	} {
		var want []float32
		for _, who := range c.contenders {
			got := c.result(who)
			if want == nil {
				want = got
			}
			for i := range want {
				if d := math.Abs(float64(got[i] - want[i])); !(d <= 2e-5*math.Max(1, math.Abs(float64(want[i])))) {
					t.Errorf("%s: %s gives %v at %d, temper %v", c.name, who.name, got[i], i, want[i])
					break
				}
			}
		}
	}
}

// result runs a contender on a clean destination.
func (c contest) result(who contender) []float32 {
	sink = float32(math.NaN())
	clear(c.dst)
	who.run()
	if c.dst == nil {
		return []float32{sink}
	}
	return slices.Clone(c.dst)
}
