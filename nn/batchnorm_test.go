package nn

import (
	"math"
	"testing"
)

// settled returns a norm of two channels that has seen one batch: 1, 2, 3, 6
// and four times 5.
func settled() *batchNorm {
	n := newBatchNorm("norm", 2)
	n.begin(grid{images: 4, per: 2})
	n.observe(0, []float32{1, 5, 2, 5}, []float32{1, 5, 2, 5})
	n.observe(1, []float32{3, 5, 6, 5}, []float32{3, 5, 6, 5})
	n.settle(4)
	return n
}

func TestBatchNormStatistics(t *testing.T) {
	n := settled()
	// Mean 3, variance (4+1+0+9)/4 = 3.5; a constant channel has variance 0.
	closeTo(t, "scale", n.scale, []float64{1 / math.Sqrt(3.5+1e-5), 1 / math.Sqrt(1e-5)}, 1e-7)
	closeTo(t, "shift", n.shift, []float64{-3 / math.Sqrt(3.5+1e-5), -5 / math.Sqrt(1e-5)}, 1e-7)
}

// TestRunningStatistics: a tenth of the batch's mean and unbiased variance,
// nine tenths of the values before, which begin at 0 and 1.
func TestRunningStatistics(t *testing.T) {
	n := settled()
	closeTo(t, "mean", n.mean.Value, []float64{0.3, 0.5}, 1e-7)
	closeTo(t, "variance", n.variance.Value, []float64{0.9 + 0.1*3.5*4/3, 0.9}, 1e-7)

	n.settleRunning()
	closeTo(t, "scale", n.scale, []float64{1 / math.Sqrt(0.9+0.1*3.5*4/3+1e-5), 1 / math.Sqrt(0.9+1e-5)}, 2e-7)
	closeTo(t, "shift", n.shift, []float64{-0.3 / math.Sqrt(0.9+0.1*3.5*4/3+1e-5), -0.5 / math.Sqrt(0.9+1e-5)}, 2e-7)
}

// TestEvaluationLeavesStatistics: only training moves the running statistics,
// and repeated training on one batch brings evaluation to the same output.
func TestEvaluationLeavesStatistics(t *testing.T) {
	l := newStem(inner(4, 4, 3).conv("conv", "norm", 3, 1, 5))
	x := normals(1, 200, 4, 4, 3)
	var ws workspace
	ws.begin(1, x.N)

	before := widen(l.conv.norm.mean.Value)
	l.forward(&ws, x, false)
	closeTo(t, "running mean", l.conv.norm.mean.Value, before, 0)

	var trained []float64
	for range 200 {
		trained = widen(l.forward(&ws, x, true).Data)
	}
	// The unbiased variance differs from the batch's by one part in 3200.
	closeTo(t, "evaluation", l.forward(&ws, x, false).Data, trained, 1.0/3200)
}

// TestBatchNormBackward compares the norm alone with its definition, for a
// channel whose mean is large beside its deviation.
func TestBatchNormBackward(t *testing.T) {
	y, dz := normals(1, 30, 1, 1, 2), normals(2, 30, 1, 1, 2)
	for i := 0; i < len(y.Data); i += 2 {
		y.Data[i] += 8
	}
	n := newBatchNorm("norm", 2)
	n.gamma.Value[0], n.gamma.Value[1] = 2, -0.5
	n.begin(gridOf(y))
	n.observe(0, y.Data, y.Data)
	n.settle(y.N)
	n.begin(gridOf(y))
	n.observe(0, dz.Data, y.Data)
	n.settleGradient(y.N)
	dy := make([]float32, len(y.Data))
	n.backward(dy, dz.Data, y.Data)

	identity := newGeometry(1, 1, 1, 1, 2)
	params := &values{list: [][]float64{{1, 0, 0, 1}, widen(n.gamma.Value), widen(n.beta.Value), nil, nil}}
	in := referenceOf(y)
	loss := func() float64 {
		params.next = 0
		return dot(dz, referenceConv(&conv{geometry: identity}, in, params))
	}
	want := make([]float64, len(dy))
	for i := range want {
		want[i] = slope(&in.data[i], loss)
	}
	closeTo(t, "dy", dy, want, 4e-6)
	for i := range 2 {
		closeTo(t, "gamma", n.gamma.Grad[i:i+1], []float64{slope(&params.list[1][i], loss)}, 4e-6)
		closeTo(t, "beta", n.beta.Grad[i:i+1], []float64{slope(&params.list[2][i], loss)}, 4e-6)
	}
}
