package nn

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/abc86604/temper/kernels/conv"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/kernels/race"
)

// TestGradientDigits compares the gradients of weights, sums over half a million pixels,
// with float64: layer by layer, with dy given, so that no activation lies at ReLU's zero.
func TestGradientDigits(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("takes long, and is about numbers alone")
	}
	for _, c := range []struct {
		name                                          string
		images, size, in, kernel, stride, out, before int
	}{
		{"stem", 512, 32, 3, 3, 1, 16, 0},
		{"winograd", 512, 32, 16, 3, 1, 16, 1},
		{"stride 2", 512, 32, 16, 3, 2, 32, 1},
		{"shortcut", 512, 32, 16, 1, 2, 32, 1},
		{"wide", 512, 4, 128, 3, 1, 128, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := first(c.size, c.size, c.in)
			b.drawn = uint64(c.before)
			s := b.stage("conv", "norm", c.kernel, c.stride, c.out)
			r := portable.NewRand(11)
			x, dy := randomMaps(s.plan.Input(c.images), r), randomMaps(s.plan.Gradient(c.images), r)
			var ws workspace
			ws.begin(t.Context(), 2, c.images)
			weightGradient(&ws, s, x, dy)

			want := exactWeightGradient(s, dense(x), dense(dy))
			var worst, size float64
			for i, w := range want {
				worst = max(worst, math.Abs(float64(s.weight.Grad[i])-w))
				size = max(size, math.Abs(w))
			}
			t.Logf("off by %.1e of the largest", worst/size)
			if worst > 5e-6*size {
				t.Errorf("off by %.1e of the largest, want at most 5e-6", worst/size)
			}
		})
	}
}

// randomMaps fills maps with values of mean 1/2, as activations have.
func randomMaps(m conv.Maps, r *portable.Rand) conv.Maps {
	m.Data = make([]float32, m.Size())
	eachValue(m, func(at, _ int) { m.Data[at] = float32(r.Float64()*2 - 0.5) })
	return m
}

// weightGradient sums over ranges as pullRanges and pullParts do.
func weightGradient(ws *workspace, s *stage, x, dy conv.Maps) {
	parts := weightParts(s.plan)
	tasks := rangesOf([]*stage{s})
	if !narrow([]*stage{s}) {
		tasks = max(1, rangeTasks/len(parts))
	}
	g := ranges(x.Images, tasks, s.plan)
	s.partials.begin(g.tasks(), s.plan.GradientSize())
	s.y = s.plan.Output(x.Images)
	ws.run(g.tasks()*len(parts), func(w *scratch, task int) {
		s.sumWeights(ws, w, x, dy, g, task/len(parts), parts[task%len(parts)])
	})
	reduce(ws, s.weightSum())
}

// exactWeightGradient is Σ x' dy in float64, in products of a few images.
func exactWeightGradient(s *stage, x, dy Tensor) []float64 {
	p, k := s.plan, s.plan.Kernel
	columns := k * k * p.In
	dw := blas64.General{Rows: columns, Cols: p.Out, Stride: p.Out, Data: make([]float64, columns*p.Out)}
	pixels := dy.H * dy.W
	gathered := blas64.General{Rows: pixels, Cols: columns, Stride: columns, Data: make([]float64, pixels*columns)}
	for image := range x.N {
		clear(gathered.Data)
		for o := range pixels {
			for tap := range k * k {
				row, col := o/dy.W*p.Stride+tap/k-k/2, o%dy.W*p.Stride+tap%k-k/2
				if row >= 0 && row < x.H && col >= 0 && col < x.W {
					copyWide(gathered.Data[o*columns+tap*p.In:], x.images(image, image+1)[(row*x.W+col)*x.C:][:x.C])
				}
			}
		}
		blas64.Gemm(blas.Trans, blas.NoTrans, 1, gathered,
			blas64.General{Rows: pixels, Cols: p.Out, Stride: p.Out, Data: widen(dy.images(image, image+1))}, 1, dw)
	}
	return dw.Data
}

func copyWide(dst []float64, src []float32) {
	for i, v := range src {
		dst[i] = float64(v)
	}
}
