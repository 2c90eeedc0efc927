package loss

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
)

// alignUniform64 is the loss by its definition, of rows given as two views of a batch.
func alignUniform64(l AlignUniform, z [][]float64) float64 {
	u, _ := unitRows64(z)
	n, pairs := len(u), len(u)/2
	square := func(x, y []float64) (sum float64) {
		for k := range x {
			sum += (x[k] - y[k]) * (x[k] - y[k])
		}
		return sum
	}
	var alignment, potential, negatives float64
	for i := range u {
		p := (i + pairs) % n
		alignment += math.Pow(square(u[i], u[p]), l.Alpha/2) / float64(n)
		for j := range u {
			if j != i && j != p {
				potential += math.Exp(-l.T * square(u[i], u[j]))
				negatives++
			}
		}
	}
	return alignment + l.Lambda*math.Log(potential/negatives)
}

// TestAlignUniform compares with the definition, whose gradient is by differences, and
// keeps the digits of pairs that are 1e-4 apart, those that unit rows of float32 have:
// 2 - 2 s has none of them left.
func TestAlignUniform(t *testing.T) {
	const b, d = 12, 6
	for _, l := range []AlignUniform{{2, 2, 1}, {1, 0.5, 0.3}, {3, 5, 2}, {2, 2, 0}} {
		for _, gap := range []float32{1, 1e-4} {
			z0, noise := pairs(81, b, d, 0)
			z1 := matrix.New(b, d)
			for i, v := range z0.Data {
				z1.Data[i] = v + gap*noise.Data[i]
			}
			digits := 5e-8 / float64(gap)
			res := mustWork(t, new(Workspace), l, InBatch(z0, z1))
			z := widen(z0, z1)
			if want := alignUniform64(l, z); math.Abs(res.Loss-want) > (1e-6+digits)*math.Abs(want) {
				t.Errorf("%+v, %v apart: loss %v, want %v", l, gap, res.Loss, want)
			}
			want := zeros(2*b, d)
			h := 1e-4 * float64(gap)
			for i := range z {
				for k, v := range z[i] {
					z[i][k] = v + h
					up := alignUniform64(l, z)
					z[i][k] = v - h
					want[i][k] = (up - alignUniform64(l, z)) / (2 * h)
					z[i][k] = v
				}
			}
			if e := gradientError(widen(res.Grads...), want); e > 2e-5+digits {
				t.Errorf("%+v, %v apart: gradient off by %.2g", l, gap, e)
			}
		}
	}
}

// TestAlignUniformOfTheSameRows pulls at no pair in any direction.
func TestAlignUniformOfTheSameRows(t *testing.T) {
	z, _ := pairs(82, 5, 4, 0)
	for _, alpha := range []float64{1, 2} {
		res := mustWork(t, new(Workspace), AlignUniform{alpha, 2, 0}, InBatch(z, z))
		for _, v := range append(res.Grads[0].Data, res.Grads[1].Data...) {
			if res.Loss != 0 || v != 0 {
				t.Fatalf("alpha = %v: loss %v, gradient %v", alpha, res.Loss, v)
			}
		}
	}
}
