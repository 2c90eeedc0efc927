package nn

import (
	"math"
	"testing"
)

// settled returns a norm of two channels that has seen a batch of two images: 1, 2 and
// 3, 6 in the first channel, 5 in the second.
func settled() *batchNorm {
	n := newBatchNorm(new(builder), "norm", 2)
	n.begin(2)
	sums, squares := n.rows(0, 2)
	sums[0], sums[1], squares[0], squares[1] = 3, 10, 5, 50
	sums, squares = n.rows(1, 2)
	sums[0], sums[1], squares[0], squares[1] = 9, 10, 45, 50
	n.settle(4)
	n.move()
	return n
}

func TestBatchNormStatistics(t *testing.T) {
	n := settled()
	// Mean 3, variance (4+1+0+9)/4 = 3.5; a constant channel has variance 0.
	closeTo(t, "scale", n.scale[:2], []float64{1 / math.Sqrt(3.5+1e-5), 1 / math.Sqrt(1e-5)}, 1e-7)
	closeTo(t, "shift", n.shift[:2], []float64{-3 / math.Sqrt(3.5+1e-5), -5 / math.Sqrt(1e-5)}, 1e-7)
}

// TestRunningStatistics: a tenth of the batch's mean and unbiased variance,
// nine tenths of the values before, which begin at 0 and 1.
func TestRunningStatistics(t *testing.T) {
	n := settled()
	closeTo(t, "mean", n.mean.Value, []float64{0.3, 0.5}, 1e-7)
	closeTo(t, "variance", n.variance.Value, []float64{0.9 + 0.1*3.5*4/3, 0.9}, 1e-7)

	n.settleRunning()
	closeTo(t, "scale", n.scale[:2], []float64{1 / math.Sqrt(0.9+0.1*3.5*4/3+1e-5), 1 / math.Sqrt(0.9+1e-5)}, 2e-7)
	closeTo(t, "shift", n.shift[:2], []float64{-0.3 / math.Sqrt(0.9+0.1*3.5*4/3+1e-5), -0.5 / math.Sqrt(0.9+1e-5)}, 2e-7)
}

// TestEvaluationLeavesStatistics: only training moves the running statistics,
// and repeated training on one batch brings evaluation to the same output.
func TestEvaluationLeavesStatistics(t *testing.T) {
	s := first(4, 4, 3).stage("conv", "norm", 3, 1, 5)
	body := &trunk{blocks: []block{newSingle(s)}}
	x := normals(1, 200, 4, 4, 3)
	var ws workspace
	ws.begin(t.Context(), 1, x.N)
	run := func(train bool) []float32 {
		out := dense(forwardOf(&ws, body, x, train).x).Data
		if train {
			s.norm.move()
		}
		return out
	}
	before := widen(s.norm.mean.Value)
	run(false)
	closeTo(t, "running mean", s.norm.mean.Value, before, 0)

	var trained []float64
	for range 200 {
		trained = widen(run(true))
	}
	// The unbiased variance differs from the batch's by one part in 3200.
	closeTo(t, "evaluation", run(false), trained, 1.0/3200)
}
