package conv

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// filledMaps returns maps of random values, NaN where values are arbitrary.
func filledMaps(seed uint64, images, height, width, channels, border int) Maps {
	r := portable.NewRand(seed)
	m := NewMaps(images, height, width, channels, border)
	dense := make([]float32, images*height*width*channels)
	for i := range dense {
		dense[i] = float32(r.Normal())
	}
	return load(m, dense)
}

// TestPlanesAreTheirDefinitions goes through all passes, over planes of one stretch and
// of several.
func TestPlanesAreTheirDefinitions(t *testing.T) {
	for _, c := range []struct{ images, height, width, channels int }{{2, 3, 5, 20}, {1, 131, 129, 16}} {
		y := filledMaps(1, c.images, c.height, c.width, c.channels, 0)
		z := filledMaps(2, c.images, c.height, c.width, c.channels, 0)
		x := filledMaps(3, c.images, c.height, c.width, c.channels, 1)
		blocks := y.Blocks()
		coefficients := func(seed uint64) []float32 {
			r := portable.NewRand(seed)
			v := make([]float32, blocks*Block)
			for i := range v {
				v[i] = float32(r.Normal())
			}
			return v
		}
		a, b, k := coefficients(4), coefficients(5), coefficients(6)
		ys, zs, xs := unload(y), unload(z), unload(x)
		check := func(what string, got Maps, want func(i, ch int) float64) {
			t.Helper()
			for i, v := range unload(got) {
				if w := want(i, i%c.channels); math.Abs(float64(v)-w) > 1e-5*(1+math.Abs(w)) {
					t.Fatalf("%s of %v: value %d is %v, want %v", what, c, i, v, w)
				}
			}
		}
		relu := func(v float64) float64 { return max(v, 0) }
		f := func(x []float32, i int) float64 { return float64(x[i]) }

		out := load(x, make([]float32, len(xs)))
		Activate(out, y, a, b, 0, blocks)
		check("Activate", out, func(i, ch int) float64 { return relu(f(a, ch)*f(ys, i) + f(b, ch)) })
		ActivateSum(out, y, x, a, b, 0, blocks)
		check("ActivateSum", out, func(i, ch int) float64 { return relu(f(a, ch)*f(ys, i) + f(xs, i) + f(b, ch)) })
		ActivatePair(out, y, z, a, b, k, 0, blocks)
		check("ActivatePair", out, func(i, ch int) float64 { return relu(f(a, ch)*f(ys, i) + f(b, ch)*f(zs, i) + f(k, ch)) })
		Differentiate(out, z, y, a, b, k, 0, blocks)
		check("Differentiate", out, func(i, ch int) float64 { return f(a, ch)*f(zs, i) + f(b, ch)*f(ys, i) + f(k, ch) })

		sum := func(value func(i int) float64) []float64 {
			all := make([]float64, c.images*blocks*Block)
			for i := range ys {
				image := i / (len(ys) / c.images)
				all[image*blocks*Block+i%c.channels] += value(i)
			}
			return all
		}
		sums := [3][]float32{}
		for i := range sums {
			sums[i] = make([]float32, c.images*blocks*Block)
		}
		checkSums := func(what string, got []float32, value func(i int) float64) {
			t.Helper()
			for i, w := range sum(value) {
				if i%(blocks*Block) < c.channels && math.Abs(float64(got[i])-w) > 2e-5*math.Sqrt(float64(c.height*c.width))*(1+math.Abs(w)/100) {
					t.Fatalf("%s of %v: sum %d is %v, want %v", what, c, i, got[i], w)
				}
			}
		}
		Moments(y, sums[0], sums[1], 0, blocks)
		checkSums("Moments", sums[0], func(i int) float64 { return f(ys, i) })
		checkSums("Moments", sums[1], func(i int) float64 { return f(ys, i) * f(ys, i) })

		positive := func(i int) float64 {
			if xs[i] > 0 {
				return f(zs, i)
			}
			return 0
		}
		grad := load(z, zs)
		Rectify(grad, x, y, sums[0], sums[1], 0, blocks)
		check("Rectify", grad, func(i, _ int) float64 { return positive(i) })
		checkSums("Rectify", sums[0], positive)
		checkSums("Rectify", sums[1], func(i int) float64 { return positive(i) * f(ys, i) })
		grad = load(z, zs)
		RectifyPair(grad, x, y, z, sums[0], sums[1], sums[2], 0, blocks)
		check("RectifyPair", grad, func(i, _ int) float64 { return positive(i) })
		checkSums("RectifyPair", sums[2], func(i int) float64 { return positive(i) * f(zs, i) })
	}
}
