package optim

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn"
)

// gradients are params of several sizes, one of them without a gradient.
func gradients(scale float64) []*nn.Param {
	r := portable.NewRand(9)
	var params []*nn.Param
	for _, n := range []int{3, 1, stretchValues + 77, 500} {
		p := &nn.Param{Value: make([]float32, n), Grad: make([]float32, n)}
		for i := range p.Grad {
			p.Grad[i] = float32(scale * r.Normal())
		}
		params = append(params, p)
	}
	return append(params, &nn.Param{Value: make([]float32, 5)})
}

func normOf(params []*nn.Param) float64 {
	var sum float64
	for _, p := range params {
		for _, g := range p.Grad {
			sum += float64(g) * float64(g)
		}
	}
	return math.Sqrt(sum)
}

func TestClipNorm(t *testing.T) {
	for _, scale := range []float64{1e-12, 1, 1e8} {
		for _, share := range []float64{0.001, 0.5, 0.999} {
			var first []float32
			for _, threads := range []int{0, 1, 3} {
				params, before := gradients(scale), gradients(scale)
				want := normOf(before)
				if got := ClipNorm(threads, params, share*want); math.Abs(got/want-1) > 1e-6 {
					t.Errorf("scale %v: the norm was %v, want %v", scale, got, want)
				}
				if got := normOf(params) / want; math.Abs(got/share-1) > 1e-6 {
					t.Errorf("scale %v: the norm is %v of what it was, want %v", scale, got, share)
				}
				if first == nil {
					first = params[2].Grad
				} else if !slices.Equal(first, params[2].Grad) {
					t.Errorf("%d threads give other bits", threads)
				}
			}
		}
	}
}

// What is small enough, and what has no norm, stays.
func TestClipNormLeaves(t *testing.T) {
	params := gradients(1)
	ClipNorm(2, params, 1.0001*normOf(params))
	for i, p := range gradients(1) {
		if !slices.Equal(params[i].Grad, p.Grad) {
			t.Errorf("gradient %d was changed", i)
		}
	}
	for _, odd := range []float64{math.NaN(), math.Inf(1)} {
		params[3].Grad[7] = float32(odd)
		if norm := ClipNorm(1, params, 1); norm-norm == 0 {
			t.Errorf("norm %v with a gradient of %v", norm, odd)
		}
		if !slices.Equal(params[0].Grad, gradients(1)[0].Grad) {
			t.Errorf("gradients beside %v were changed", odd)
		}
	}
}
