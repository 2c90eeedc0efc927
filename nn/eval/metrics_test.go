package eval

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// uniformityShapes lie around the edges of blocks, of their groups, and of the
// vectors and blocks of a product.
var uniformityShapes = [][2]int{
	{2, 1}, {2, 300}, {3, 128}, {127, 2}, {128, 1}, {128, 17}, {129, 257}, {130, 16},
	{255, 64}, {256, 256}, {257, 5}, {385, 255}, {400, 300}, {2177, 3}, {4097, 2},
}

// TestUniformity compares both ways of summing with the definition.
func TestUniformity(t *testing.T) {
	for _, shape := range uniformityShapes {
		n, d := shape[0], shape[1]
		scales := []float64{0.1, 2, math.Nextafter(coldT, 0), coldT, 30, 1000}
		inputs := []blas32.General{normal(portable.NewRand(3), n, d), clustered(4, n, d, 5)}
		if n > 1000 {
			if testing.Short() {
				continue
			}
			scales, inputs = []float64{2, 30}, inputs[:1]
		}
		for i, z := range inputs {
			u := unit64(z)
			for j, want := range uniformity64(u, scales) {
				got, err := Uniformity(t.Context(), 2, z, scales[j])
				// A similarity of float32 rows is off by some units of 6e-8.
				if !(math.Abs(must(t, got, err)-want) <= 2e-7*(1+2*scales[j])) {
					t.Errorf("%v, input %d, t = %v: uniformity %v, want %v", shape, i, scales[j], got, want)
				}
			}
		}
	}
}

// TestUniformityOfOpposites has the smallest potential that there is, on both
// sides of the switch.
func TestUniformityOfOpposites(t *testing.T) {
	z := normal(portable.NewRand(5), 1, 40)
	both := matrix.New(2, 40)
	for k, v := range z.Data {
		both.Data[k], both.Data[40+k] = v, -3*v
	}
	for _, scale := range []float64{0.1, math.Nextafter(coldT, 0), coldT, maxT} {
		got, err := Uniformity(t.Context(), 1, both, scale)
		if math.Abs(must(t, got, err)/(-4*scale)-1) > 1e-6 {
			t.Errorf("t = %v: uniformity %v, want %v", scale, got, -4*scale)
		}
	}
}

// uniformity64 is that of unit rows, by the definition, for each t.
func uniformity64(u [][]float64, ts []float64) []float64 {
	top := math.Inf(-1)
	eachPair(u, func(i, j int, s float64) { top = max(top, s) })
	sums := make([]float64, len(ts))
	eachPair(u, func(i, j int, s float64) {
		for k, t := range ts {
			sums[k] += math.Exp(2 * t * (s - top))
		}
	})
	for k, t := range ts {
		sums[k] = 2*t*(top-1) + math.Log(sums[k]/float64(pairCount(len(u))))
	}
	return sums
}

func TestToleranceAndAlignment(t *testing.T) {
	ctx := t.Context()
	for _, shape := range [][2]int{{2, 3}, {5, 1}, {129, 7}, {301, 20}} {
		n, d := shape[0], shape[1]
		z, z1 := normals(7, n, d)
		labels := make([]int, n)
		for i := range labels {
			labels[i] = 3 + i%max(1, n/7)*5
		}
		mean, literal, err := Tolerance(ctx, Labelled{z, labels})
		wantMean, wantLiteral := tolerance64(z, labels)
		if math.Abs(must(t, mean, err)-wantMean) > 1e-7 || math.Abs(literal-wantLiteral) > 1e-7 {
			t.Errorf("%v: tolerance %v, %v; want %v, %v", shape, mean, literal, wantMean, wantLiteral)
		}
		alignment, err := Alignment(ctx, z, z1)
		if want := alignment64(unit64(z), unit64(z1)); math.Abs(must(t, alignment, err)-want) > 1e-6 {
			t.Errorf("%v: alignment %v, want %v", shape, alignment, want)
		}
	}
}

func tolerance64(z blas32.General, labels []int) (mean, literal float64) {
	var sum, same, all float64
	u := unit64(z)
	eachPair(u, func(i, j int, s float64) {
		all++
		if labels[i] == labels[j] {
			sum += s
			same++
		}
	})
	return sum / same, sum / all
}

func alignment64(u, v [][]float64) float64 {
	var sum float64
	for i := range u {
		sum += 2 - 2*dot64(u[i], v[i])
	}
	return sum / float64(len(u))
}

// TestEvenlySpread approaches the closed form for points drawn evenly from the
// sphere, log 0F1(; d/2; t²) - 2t.
func TestEvenlySpread(t *testing.T) {
	for _, c := range []struct {
		d    int
		want float64 // the paper's setting: -uniformity at t = 2
	}{{8, 0}, {64, 3.875}, {128, 3.9375}} {
		const scale = 2
		term, sum := 1.0, 1.0
		for k := 0.0; k < 60; k++ {
			term *= scale * scale / ((float64(c.d)/2 + k) * (k + 1))
			sum += term
		}
		closed := math.Log(sum) - 2*scale
		if c.want != 0 && math.Abs(closed+c.want) > 1e-3 {
			t.Errorf("d = %d: closed form %v, want %v", c.d, closed, -c.want)
		}
		got, err := Uniformity(t.Context(), 2, normal(portable.NewRand(1), 1500, c.d), scale)
		if math.Abs(must(t, got, err)-closed) > 0.01 {
			t.Errorf("d = %d: uniformity %v, closed form %v", c.d, got, closed)
		}
	}
}
